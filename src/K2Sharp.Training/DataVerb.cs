using System.CommandLine;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training;

/// <summary><c>k2-train data</c>: samples of what the model is trained on, for people to read and for other programs.</summary>
internal sealed class DataVerb
{
    private const int UsageError = 2;

    private readonly Func<TaskSuite> _suite;
    private readonly Option<ulong> _seed = new("--seed") { Description = "Decides the samples.", HelpName = "N", DefaultValueFactory = _ => 0 };
    private readonly Option<int> _count = new("--count") { Description = "How many samples.", HelpName = "N", DefaultValueFactory = _ => 10 };
    private readonly Option<string?> _family = new("--family") { Description = "Only tasks of this family. Default: the whole mixture.", HelpName = "NAME" };
    private readonly Option<bool> _text = new("--text") { Description = "Print the text that the model sees instead of JSON lines." };

    private DataVerb(Func<TaskSuite> suite) => _suite = suite;

    /// <summary>The verb.</summary>
    /// <param name="suite">Makes the mixture to sample.</param>
    public static Command Create(Func<TaskSuite> suite) => new DataVerb(suite).Build();

    private Command Build()
    {
        var verb = new Command("data", "Print samples of the training data: the teacher's episodes that passed their judge.");
        _count.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--count must be at least 1");
            }
        });
        verb.Add(_seed);
        verb.Add(_count);
        verb.Add(_family);
        verb.Add(_text);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        TextWriter output = result.InvocationConfiguration.Output;
        TextWriter error = result.InvocationConfiguration.Error;
        TaskSuite all = _suite();
        string? family = result.GetValue(_family);
        TaskSuite? suite = family is null ? all : all.Only(family);
        if (suite is null)
        {
            error.WriteLine($"no family is called \"{family}\"; there are {string.Join(", ", all.Entries.Select(entry => entry.Name))}");
            return UsageError;
        }

        EpisodeCorpus corpus = suite.Corpus(result.GetValue(_seed));
        bool asText = result.GetValue(_text);
        foreach (Episode episode in corpus.Take(result.GetValue(_count)))
        {
            output.Write(asText
                ? $"--- {episode.Task.Family}\n{K2ChatTemplate.ToText(EpisodePrompt.Render(episode.Task, episode.Messages))}\n"
                : $"{EpisodeJson.Write(episode)}\n");
        }

        foreach ((string name, int count) in corpus.Rejected)
        {
            error.WriteLine($"{name}: {count} episodes failed their judge and were left out");
        }

        return 0;
    }
}
