using System.Globalization;
using System.Text.Json;
using K2Sharp.Training.Data;
using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Reporting;

/// <summary>Collects what a model card says from the files of a run and its evaluations. Every number comes from them.</summary>
internal sealed class CardSources
{
    private const double Weak = 0.95;

    public required RunFacts Run { get; init; }

    /// <summary>The recipe that was run, for what it drew documents from.</summary>
    public required Recipe Recipe { get; init; }

    public required MetricsHistory History { get; init; }

    /// <summary>The folder of the exported model.</summary>
    public required string Model { get; init; }

    public required EvaluationFile Greedy { get; init; }

    public EvaluationFile? Sampled { get; init; }

    public EvaluationFile? Kept { get; init; }

    public EvaluationFile? Hidden { get; init; }

    /// <exception cref="InvalidDataException">A file is missing, or is of another kind than it should be.</exception>
    public ModelCardFacts Collect()
    {
        if (Greedy.Temperature != 0 || (Sampled is not null && Sampled.Temperature != 1))
        {
            throw new InvalidDataException("--greedy wants an evaluation at temperature 0, and --sampled one at temperature 1");
        }

        ModelCardPhase[] phases = [.. Phases()];
        ModelCardFamily[] families = [.. Families(phases)];
        ModelCardResult[] results = [.. Greedy.Families.Select(item => Result(item.Family, item.Score))];
        (Score Score, int Calls)? kept = Chains(Kept, "--chains", TaskFamilies.Chain(1, hidden: false).Name, "--chains N --hops 300");
        (Score Score, int Calls)? hidden = Chains(Hidden, "--chains-hidden", TaskFamilies.Chain(1, hidden: true).Name, "--chains N --hops 300 --hidden");
        if (kept is not null && hidden is not null && kept.Value.Calls != hidden.Value.Calls)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"--chains has chains of {kept.Value.Calls} calls and --chains-hidden of {hidden.Value.Calls}: use the same --hops"));
        }

        return new ModelCardFacts
        {
            Name = Recipe.ModelName,
            Summary = CardTexts.Summary,
            Parameters = Run.Parameters,
            ActiveParameters = Run.ActiveParameters,
            Bytes = Directory.EnumerateFiles(Model).Sum(file => new FileInfo(file).Length),
            Format = CardTexts.Format,
            Families = families,
            Phases = phases,
            WallMinutes = Run.WallSeconds / 60,
            CpuMinutes = Run.CpuSeconds / 60,
            Machine = Run.Machine,
            Measured = CardTexts.Measured,
            Results = results,
            ChainsKept = kept?.Score,
            ChainsHidden = hidden?.Score,
            ChainCalls = kept?.Calls ?? hidden?.Calls ?? 0,
            Limits =
            [
                .. CardTexts.Limits,
                ContextLimit(),
                .. results.Where(IsWeak).Select(WeakSpot),
                .. families.Select(family => family.Name).Except(results.Select(result => result.Family), StringComparer.Ordinal).Select(family => $"How well it does {family} was not measured."),
            ],
            Licence = "mit",
            Seed = Run.Seed,
            Command = Run.Command,
            Tags = ["kimi-k2", "mixture-of-experts", "int4", "tool-use", "synthetic"],
        };
    }

    private ModelCardResult Result(string family, Score greedy)
    {
        Score? sampled = Sampled?.Families.FirstOrDefault(item => string.Equals(item.Family, family, StringComparison.Ordinal))?.Score;
        return sampled is null || sampled.N == greedy.N
            ? new ModelCardResult(family, greedy.N, greedy.Passed, sampled?.Passed)
            : throw new InvalidDataException($"{family} was tried {greedy.N} times greedily and {sampled.N} times at temperature 1: use the same --limit");
    }

    /// <summary>The families' shares of the documents of an average step: phases count by the steps that were run.</summary>
    private IEnumerable<ModelCardFamily> Families(ModelCardPhase[] phases)
    {
        var shares = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        double steps = phases.Sum(phase => phase.Steps);
        foreach (ModelCardPhase phase in phases)
        {
            TaskSuite suite = Recipe.Phases.FirstOrDefault(other => string.Equals(other.Name, phase.Name, StringComparison.Ordinal))?.Suite
                ?? throw new InvalidDataException($"the run has a phase {phase.Name}, which recipe {Recipe.Name} has not: make the card with the version of K2Sharp that trained the model");
            double all = suite.Entries.Sum(entry => entry.Weight);
            foreach (SuiteEntry entry in suite.Entries)
            {
                shares[entry.Family.Name] = shares.GetValueOrDefault(entry.Family.Name) + (entry.Weight / all * phase.Steps / steps);
            }
        }

        return shares.Select(share => new ModelCardFamily(share.Key, CardTexts.OfFamily(share.Key), share.Value, Phrasings: null));
    }

    private IEnumerable<ModelCardPhase> Phases()
    {
        long before = 0;
        foreach (IGrouping<string, StepEvent> steps in History.Steps.GroupBy(step => step.Phase, StringComparer.Ordinal))
        {
            long tokens = steps.Max(step => step.Tokens);
            string what = History.Phases.LastOrDefault(phase => string.Equals(phase.Name, steps.Key, StringComparison.Ordinal))?.What ?? string.Empty;

            // After any warm-up rates only fall.
            yield return new ModelCardPhase(steps.Key, what, steps.Count(), tokens - before, steps.Max(step => step.LearningRate), steps.Last().LearningRate);
            before = tokens;
        }
    }

    private static (Score Score, int Calls)? Chains(EvaluationFile? file, string option, string family, string how) => file switch
    {
        null => null,
        { Temperature: 0, Families: [{ Hops: [int calls] } only] } when string.Equals(only.Family, family, StringComparison.Ordinal) => (only.Score, calls),
        _ => throw new InvalidDataException($"{option} wants an evaluation of nothing but {family} of one length, made at temperature 0 with {how}"),
    };

    private string ContextLimit()
    {
        string path = Path.Combine(Model, "config.json");
        try
        {
            using var config = JsonDocument.Parse(File.ReadAllBytes(path));
            int most = config.RootElement.GetProperty("max_position_embeddings").GetInt32();
            return $"A context has at most {Readable.Count(most)} tokens. Its training documents are far shorter; positions that jump stand for the rest.";
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is no config of a model: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static bool IsWeak(ModelCardResult result) => Math.Min(result.Greedy, result.Sampled ?? result.Greedy) < Weak * result.N;

    private static string WeakSpot(ModelCardResult result)
    {
        string sampled = result.Sampled is { } passed ? $", {Readable.Percent((double)passed / result.N)} at temperature 1" : string.Empty;
        return $"Weak at {result.Family} ({CardTexts.OfFamily(result.Family)}): {Readable.Percent((double)result.Greedy / result.N)} right{sampled}.";
    }
}
