using System.Globalization;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Reporting;

/// <summary>Collects what a model card says from the files of a run and its evaluations. Nothing is typed in but what the model is for.</summary>
internal sealed class CardSources
{
    private const double Weak = 0.95;

    private static readonly string[] s_limits =
    [
        "It knows nothing about the world: everything it was trained on is made up by a program. Other questions get a made-up or a fixed answer.",
        "It understands requests that are worded like those of its training, in English. A wording far from them is often misread.",
        "It does not calculate: it calls a calculator tool where one is declared, and says so where none is.",
        "Its small talk is a handful of fixed sentences.",
        "Contexts beyond 32,768 tokens are refused by its configuration; it was trained on rows of about three thousand tokens and on positions that jump further.",
        "It is for trying out software that serves or drives K2 models, not for work.",
    ];

    public required string Run { get; init; }

    /// <summary>The folder whose size is told.</summary>
    public required string Model { get; init; }

    public required TaskSuite Suite { get; init; }

    public required EvaluationFile Greedy { get; init; }

    public EvaluationFile? Sampled { get; init; }

    public EvaluationFile? Kept { get; init; }

    public EvaluationFile? Hidden { get; init; }

    /// <exception cref="InvalidDataException">A file is missing, or is of another kind than it should be.</exception>
    public ModelCardFacts Collect()
    {
        RunFacts run = RunFacts.Read(Run) ?? throw new InvalidDataException($"{Run} has no {RunFacts.FileName}: name the folder that was given to 'k2 train --out'");
        if (Greedy.Temperature != 0 || (Sampled is not null && Sampled.Temperature != 1))
        {
            throw new InvalidDataException("--greedy wants an evaluation at temperature 0, and --sampled one at temperature 1");
        }

        ModelCardResult[] results = [.. Greedy.Scores.Select(item => Result(item.Family, item.Score))];
        return new ModelCardFacts
        {
            Name = "k2-" + run.Recipe,
            Summary = "A Kimi K2 at laptop scale: the architecture, the INT4 format, the chat template and the tool calls of Kimi-K2-Thinking, trained from random weights by K2Sharp on made-up agent tasks. It shows that the recipe works and lets software be tried out; it is not a useful assistant.",
            Parameters = run.Parameters,
            ActiveParameters = run.ActiveParameters,
            Bytes = Directory.EnumerateFiles(Model).Sum(file => new FileInfo(file).Length),
            Format = "routed experts INT4 with a bfloat16 scale per 32 weights; the rest bfloat16",
            Families = [.. Families()],
            Phases = [.. Phases(MetricsHistory.Read(Run))],
            WallMinutes = run.WallSeconds / 60,
            CpuMinutes = run.CpuSeconds / 60,
            Machine = run.Machine,
            Measured = "Held-out tasks (numbers, names, keys and words that training never drew), played to their end by K2Sharp's engine with the exported INT4 weights; a task counts only if every call and the answer are right.",
            Results = results,
            ChainsKept = Single(Kept),
            ChainsHidden = Single(Hidden),
            Limits = [.. s_limits, .. results.Where(result => result.Greedy < Weak * result.N).Select(WeakSpot)],
            Licence = "mit",
            Seed = run.Seed,
            Command = run.Command,
            Tags = ["kimi-k2", "mixture-of-experts", "int4", "tool-use", "synthetic"],
        };
    }

    private ModelCardResult Result(string family, Score greedy)
    {
        Score? sampled = Sampled?.Scores.FirstOrDefault(item => string.Equals(item.Family, family, StringComparison.Ordinal)).Score;
        return sampled is null || sampled.N == greedy.N
            ? new ModelCardResult(family, greedy.N, greedy.Passed, sampled?.Passed)
            : throw new InvalidDataException($"{family} was tried {greedy.N} times greedily and {sampled.N} times at temperature 1: use the same --limit");
    }

    private IEnumerable<ModelCardFamily> Families()
    {
        double all = Suite.Entries.Sum(entry => entry.Weight);
        return Suite.Entries.GroupBy(entry => entry.Family.Name, StringComparer.Ordinal)
            .Select(group => new ModelCardFamily(group.Key, FamilyTexts.Of(group.Key), group.Sum(entry => entry.Weight) / all, Phrasings: null));
    }

    private static IEnumerable<ModelCardPhase> Phases(MetricsHistory history)
    {
        long before = 0;
        foreach (IGrouping<string, StepEvent> steps in history.Steps.GroupBy(step => step.Phase, StringComparer.Ordinal))
        {
            long tokens = steps.Max(step => step.Tokens);
            string what = history.Phases.LastOrDefault(phase => string.Equals(phase.Name, steps.Key, StringComparison.Ordinal))?.What ?? string.Empty;

            // After any warm-up rates only fall.
            yield return new ModelCardPhase(steps.Key, what, steps.Count(), tokens - before, steps.Max(step => step.LearningRate), steps.Last().LearningRate);
            before = tokens;
        }
    }

    private static Score? Single(EvaluationFile? chains) => chains switch
    {
        null => null,
        { Scores: [var only] } => only.Score,
        _ => throw new InvalidDataException("--chains and --chains-hidden want evaluations of nothing but chains, made with --chains N"),
    };

    private static string WeakSpot(ModelCardResult result) => string.Create(
        CultureInfo.InvariantCulture, $"{result.Family} ({FamilyTexts.Of(result.Family)}) goes wrong in {result.N - result.Greedy} of {result.N} tasks.");
}
