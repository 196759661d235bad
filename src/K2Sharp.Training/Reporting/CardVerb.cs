using System.CommandLine;
using System.Globalization;
using K2Sharp.Training.Data;
using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Reporting;

/// <summary><c>k2 train card</c>: puts a run's exported model into a folder of its own, with a model card made of measurements.</summary>
internal sealed class CardVerb
{
    private const int Success = 0;
    private const int BadInput = 2;

    /// <summary>A model that ships in a repository has to stay small.</summary>
    private const long MostBytes = 8_000_000;

    private readonly Option<string> _run = new("--run") { Description = "The folder of the finished run.", HelpName = "DIR", Required = true };
    private readonly Option<string> _output = new("--out") { Description = "The model's folder; its files are replaced.", HelpName = "DIR", Required = true };
    private readonly Option<string> _greedy = new("--greedy") { Description = "What 'evaluate --model DIR/export --json' printed.", HelpName = "FILE", Required = true };
    private readonly Option<string?> _sampled = new("--sampled") { Description = "The same with --temperature 1.", HelpName = "FILE" };
    private readonly Option<string?> _kept = new("--chains") { Description = "The same with --chains 100 --hops 300.", HelpName = "FILE" };
    private readonly Option<string?> _hidden = new("--chains-hidden") { Description = "The same with --chains 100 --hops 300 --hidden.", HelpName = "FILE" };

    public static Command Create() => new CardVerb().Build();

    private Command Build()
    {
        var verb = new Command("card", "Put a run's exported model into a folder with a model card, made of the run's files and its evaluations.") { _run, _output, _greedy, _sampled, _kept, _hidden };
        verb.SetAction(Guarded);
        return verb;
    }

    private int Guarded(ParseResult result)
    {
        try
        {
            Run(result);
            return Success;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            result.InvocationConfiguration.Error.WriteLine($"k2 train card: {exception.Message.ReplaceLineEndings(" ")}");
            return BadInput;
        }
    }

    private void Run(ParseResult result)
    {
        var run = new RunFolder(result.GetRequiredValue(_run));
        string output = result.GetRequiredValue(_output);
        if (!Directory.Exists(run.Export))
        {
            throw new InvalidDataException($"{run.Path} holds no exported model: name the folder of a finished run");
        }

        ModelCardFacts facts = new CardSources
        {
            Run = run.Path,
            Model = run.Export,
            Suite = TaskFamilies.Short,
            Greedy = EvaluationFile.Read(result.GetRequiredValue(_greedy)),
            Sampled = Optional(result.GetValue(_sampled)),
            Kept = Optional(result.GetValue(_kept)),
            Hidden = Optional(result.GetValue(_hidden)),
        }.Collect();
        if (facts.Bytes > MostBytes)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{run.Export} has {facts.Bytes / 1e6:0.0} MB, more than the {MostBytes / 1_000_000} MB that a shipped model may have"));
        }

        Directory.CreateDirectory(output);
        foreach (string file in Directory.EnumerateFiles(run.Export))
        {
            File.Copy(file, Path.Combine(output, Path.GetFileName(file)), overwrite: true);
        }

        ModelCard.Write(facts, output);
        result.InvocationConfiguration.Output.WriteLine(Path.Combine(output, ModelCard.FileName));
    }

    private static EvaluationFile? Optional(string? path) => path is null ? null : EvaluationFile.Read(path);
}
