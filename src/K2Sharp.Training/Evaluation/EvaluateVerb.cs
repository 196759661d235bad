using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Inference;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Evaluation;

/// <summary><c>k2-train evaluate</c>: how well the engine solves held-out tasks with a checkpoint, or with every variant of a run.</summary>
internal sealed class EvaluateVerb
{
    private const string DefaultModel = "models/k2-nano";
    private const ulong DefaultSeed = 1;
    private const int Failed = 1;
    private const int BadInput = 2;
    private const int Interrupted = 130;

    private readonly Option<string?> _model = new("--model") { Description = $"The checkpoint's folder. Default: {DefaultModel}, looked for upwards.", HelpName = "DIR" };
    private readonly Option<string?> _run = new("--run") { Description = "A training run's folder: exports its weights in BF16, INT4, 3 and 2 bits, with and without quantization-aware training, and compares them.", HelpName = "DIR" };
    private readonly Option<string[]> _families = new("--families") { Description = "The families to play, separated by commas. Default: all.", HelpName = "A,B" };
    private readonly Option<string[]> _variants = new("--variants") { Description = "With --run: the columns to fill, separated by commas. Default: all.", HelpName = "A,B" };
    private readonly Option<int> _limit = new("--limit") { Description = "Held-out tasks of each family. Default: 500.", HelpName = "N", DefaultValueFactory = static _ => 500 };
    private readonly Option<float> _temperature = new("--temperature") { Description = "0 always takes the most likely token. Default: 0.", HelpName = "T" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Decides tasks and draws. Default: 1.", HelpName = "N", DefaultValueFactory = static _ => DefaultSeed };
    private readonly Option<int> _chains = new("--chains") { Description = "Play this many long chains of tool calls; without --families, nothing else.", HelpName = "N" };
    private readonly Option<int> _hops = new("--hops") { Description = "Tool calls of a chain. Default: 300.", HelpName = "N", DefaultValueFactory = static _ => 300 };
    private readonly Option<bool> _hidden = new("--hidden") { Description = "Hide the chains' old tool results from the model." };
    private readonly Option<bool> _enforce = new("--enforce") { Description = "Where tools are declared, keep answers in K2's format, as k2 chat and k2 serve do: only declared tools, with arguments that their schemas accept. Default: the model may write anything." };
    private readonly Option<int> _workers = new("--workers") { Description = "Engines that share the tasks, one thread each; results do not depend on it. Default: 2.", HelpName = "N", DefaultValueFactory = static _ => 2 };
    private readonly Option<string?> _episodes = new("--episodes") { Description = "Add every played task to this file, a line of JSON each with the end of what failed; tasks that it holds are not played again, so an interrupted evaluation goes on.", HelpName = "FILE" };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print the table as Markdown." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object at the end." };

    private readonly IReadOnlyList<ITaskFamily> _known;
    private readonly Func<int, bool, ITaskFamily> _chain;

    private EvaluateVerb(IReadOnlyList<ITaskFamily> families, Func<int, bool, ITaskFamily> chain) => (_known, _chain) = (families, chain);

    /// <summary>The command.</summary>
    /// <param name="families">All families.</param>
    /// <param name="chain">Makes a family whose tasks take a number of calls, with old results hidden or not.</param>
    public static Command Create(IReadOnlyList<ITaskFamily> families, Func<int, bool, ITaskFamily> chain) => new EvaluateVerb(families, chain).Build();

    private Command Build()
    {
        var command = new Command("evaluate", "Measure a checkpoint on held-out tasks, run by the engine. Families: " + string.Join(", ", _known.Select(family => family.Name)) + ".");
        foreach (Option option in (Option[])[_model, _run, _families, _variants, _limit, _temperature, _seed, _chains, _hops, _hidden, _enforce, _workers, _episodes, _markdown, _json])
        {
            command.Add(option);
        }

        command.SetAction((result, cancellation) => Task.Run(() => Guarded(result, cancellation), CancellationToken.None));
        return command;
    }

    private int Guarded(ParseResult result, CancellationToken cancellation)
    {
        try
        {
            return Run(result, cancellation);
        }
        catch (Exception exception) when (exception is ArgumentException or CheckpointException or TokenizerException)
        {
            result.InvocationConfiguration.Error.WriteLine($"k2 train evaluate: {exception.Message}");
            return BadInput;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or InferenceException)
        {
            result.InvocationConfiguration.Error.WriteLine($"k2 train evaluate: {exception.Message}");
            return Failed;
        }
    }

    private int Run(ParseResult result, CancellationToken cancellation)
    {
        EvaluationSettings settings = Settings(result);
        using EpisodeLog? log = result.GetValue(_episodes) is { } episodes ? EpisodeLog.Open(episodes) : null;
        settings = settings with { Log = log };
        var columns = new List<VariantResult>();
        long begin = Stopwatch.GetTimestamp();
        bool isWhole = true;
        try
        {
            Play(result, settings, columns, cancellation);
        }
        catch (OperationCanceledException)
        {
            isWhole = false;
        }

        columns.RemoveAll(column => column.Families.Count == 0);
        if (columns.Count > 0)
        {
            var table = new EvaluationTable(columns);
            Print(result, table, settings, isWhole, Stopwatch.GetElapsedTime(begin));
            if (isWhole && result.GetValue(_run) is { } run)
            {
                Keep(table.ToReport(), run, settings, result.InvocationConfiguration.Error);
            }
        }

        return isWhole ? 0 : Interrupted;
    }

    /// <summary>Takes the results into the table that <c>k2 train report</c> shows, which is of greedy play and of the same tasks everywhere.</summary>
    private void Keep(Reporting.EvaluationTable results, string run, EvaluationSettings settings, TextWriter error)
    {
        string path = Path.Combine(run, Reporting.EvaluationTable.FileName);
        if (settings.Temperature > 0 || settings.Seed != DefaultSeed || settings.EnforcesFormat)
        {
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path} is of greedy play with seed {DefaultSeed} and without --enforce: it stays as it is"));
            return;
        }

        Reporting.EvaluationTable table = Reporting.EvaluationTable.Read(run) ?? new();
        IReadOnlyList<string> kept = table.Take(results, [.. EvaluationVariant.All.Select(variant => variant.Name)], [.. _known.Select(family => family.Name)]);
        table.Write(run);
        if (kept.Count > 0)
        {
            error.WriteLine($"{path} keeps its results of more tasks for {string.Join(", ", kept)}");
        }
    }

    private void Play(ParseResult result, EvaluationSettings settings, List<VariantResult> columns, CancellationToken cancellation)
    {
        TextWriter error = result.InvocationConfiguration.Error;
        var line = new EvaluationLine(error, TimeProvider.System);
        if (result.GetValue(_run) is not { } run)
        {
            string directory = result.GetValue(_model) ?? FindDefault();
            Column(EvaluationVariant.Int4Name, directory, directory);
            return;
        }

        if (result.GetValue(_model) is not null)
        {
            throw new ArgumentException("give --model or --run, not both");
        }

        var variants = new RunVariants(run);
        foreach (EvaluationVariant variant in Chosen(variants.Variants, result.GetValue(_variants), variant => variant.Name, "--variants"))
        {
            variants.With(variant, directory => Column(variant.Name, variant.Meaning, directory));
        }

        void Column(string name, string meaning, string directory)
        {
            var families = new List<FamilyResult>();
            columns.Add(new VariantResult(name, meaning, families));
            settings.Run(directory, families, progress => line.Show(name, progress), cancellation);
        }
    }

    private void Print(ParseResult result, EvaluationTable table, EvaluationSettings settings, bool isWhole, TimeSpan elapsed)
    {
        TextWriter output = result.InvocationConfiguration.Output;
        if (!result.GetValue(_json))
        {
            output.Write(result.GetValue(_markdown) ? table.ToMarkdown() : table.ToText());
            if (!isWhole)
            {
                result.InvocationConfiguration.Error.WriteLine("interrupted: the table is not complete");
            }

            return;
        }

        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteBoolean("complete", isWhole);
            json.WriteNumber("temperature", settings.Temperature);
            json.WriteNumber("seed", settings.Seed);
            json.WriteBoolean("format_enforced", settings.EnforcesFormat);
            json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 1));
            table.WriteJson(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(text.WrittenSpan));
    }

    private EvaluationSettings Settings(ParseResult result)
    {
        int limit = AtLeastOne(result.GetValue(_limit), "--limit");
        int workers = AtLeastOne(result.GetValue(_workers), "--workers");
        float temperature = result.GetValue(_temperature);
        if (temperature is not (>= 0 and <= 100))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"--temperature must be 0 to 100, not {temperature}"));
        }

        int chains = result.GetValue(_chains);
        string[]? named = result.GetValue(_families);
        var loads = new List<FamilyLoad>();
        if (named is { Length: > 0 } || chains == 0)
        {
            loads.AddRange(Chosen(_known, named, family => family.Name, "--families").Select(family => new FamilyLoad(family, limit)));
        }

        if (chains != 0)
        {
            loads.Add(new FamilyLoad(_chain(AtLeastOne(result.GetValue(_hops), "--hops"), result.GetValue(_hidden)), AtLeastOne(chains, "--chains")));
        }

        return new EvaluationSettings(loads, temperature, result.GetValue(_seed), workers, result.GetValue(_enforce));
    }

    /// <summary>The items with the given names (each perhaps several, separated by commas), in their own order; all without names.</summary>
    private static List<T> Chosen<T>(IReadOnlyList<T> items, string[]? lists, Func<T, string> nameOf, string option)
    {
        string[] names = [.. (lists ?? []).SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        string? unknown = Array.Find(names, name => !items.Any(item => string.Equals(nameOf(item), name, StringComparison.Ordinal)));
        return unknown is null
            ? [.. items.Where(item => names.Length == 0 || names.Contains(nameOf(item), StringComparer.Ordinal))]
            : throw new ArgumentException($"{option}: there is no \"{unknown}\"; choose from {string.Join(", ", items.Select(nameOf))}");
    }

    private static int AtLeastOne(int value, string option) => value >= 1
        ? value
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{option} must be at least 1, not {value}"));

    /// <summary>The nearest default model above the current folder or the program.</summary>
    private static string FindDefault()
    {
        foreach (string start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string candidate = Path.Combine(folder.FullName, DefaultModel);
                if (File.Exists(Path.Combine(candidate, "config.json")))
                {
                    return candidate;
                }
            }
        }

        throw new CheckpointException($"the default model {DefaultModel} is not there: name a checkpoint's folder with --model DIR, or a run's with --run DIR");
    }
}
