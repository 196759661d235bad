using System.Globalization;
using System.Text;

namespace K2Sharp.Training.Reporting;

/// <summary>Writes the README.md that goes with an exported model: Markdown with the YAML head that model hubs read.</summary>
internal static class ModelCard
{
    public const string FileName = "README.md";

    public static void Write(ModelCardFacts facts, string modelDirectory) =>
        File.WriteAllText(Path.Combine(modelDirectory, FileName), Render(facts), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    public static string Render(ModelCardFacts facts)
    {
        var card = new StringBuilder();
        WriteHead(card, facts);
        card.Append($"""
            # {Line(facts.Name)}

            {Line(facts.Summary)}

            {Readable.Count(facts.Parameters)} parameters, {Readable.Count(facts.ActiveParameters)} of them active per token; {Megabytes(facts.Bytes)} on disk ({Line(facts.Format)}).
            Licence: {Line(facts.Licence.ToUpperInvariant())}.

            ## Data

            """);
        WriteFamilies(card, facts);

        card.Append("\n## Recipe\n\n| phase | what | steps | tokens | learning rate |\n|---|---|---:|---:|---|\n");
        foreach (ModelCardPhase phase in facts.Phases)
        {
            card.Append($"| {Cell(phase.Name)} | {Cell(phase.What)} | {Readable.Count(phase.Steps)} | {Readable.Count(phase.Tokens)} | {Rates(phase)} |\n");
        }

        card.Append($"""

            Cost: {Minutes(facts.WallMinutes)} minutes of wall time, {Minutes(facts.CpuMinutes)} minutes of CPU time on {Line(facts.Machine)}.
            Seed {facts.Seed}. Again:

            {Fence(facts.Command)}

            ## Results

            {Line(facts.Measured)}


            """);
        WriteResults(card, facts);
        card.Append("\n## Limits\n\n");
        foreach (string limit in facts.Limits)
        {
            card.Append($"- {Line(limit)}\n");
        }

        return card.ToString();
    }

    private static void WriteHead(StringBuilder card, ModelCardFacts facts)
    {
        card.Append($"---\nlicense: {Yaml(facts.Licence)}\nlanguage:\n- {Yaml(facts.Language)}\npipeline_tag: text-generation\n");
        if (facts.Tags.Count > 0)
        {
            card.Append("tags:\n");
            foreach (string tag in facts.Tags)
            {
                card.Append($"- {Yaml(tag)}\n");
            }
        }

        card.Append("---\n\n");
    }

    private static void WriteFamilies(StringBuilder card, ModelCardFacts facts)
    {
        bool areCounted = facts.Families.Any(family => family.Phrasings is not null);
        card.Append(areCounted ? "\n| family | what it asks | share of documents | phrasings |\n|---|---|---:|---:|\n" : "\n| family | what it asks | share of documents |\n|---|---|---:|\n");
        foreach (ModelCardFamily family in facts.Families)
        {
            string phrasings = areCounted ? $" {(family.Phrasings is { } count ? Readable.Count(count) : "not counted")} |" : string.Empty;
            card.Append($"| {Cell(family.Name)} | {Cell(family.What)} | {Readable.Percent(family.Share)} |{phrasings}\n");
        }
    }

    private static void WriteResults(StringBuilder card, ModelCardFacts facts)
    {
        card.Append("| family | tasks | greedy | 95 % interval | temperature 1 |\n|---|---:|---:|---|---:|\n");
        foreach (ModelCardResult result in facts.Results)
        {
            WilsonInterval interval = WilsonInterval.Of(result.Greedy, result.N);
            string sampled = result.Sampled is { } passed ? Share(passed, result.N) : "not run";
            card.Append($"| {Cell(result.Family)} | {Readable.Count(result.N)} | {Share(result.Greedy, result.N)} | {Readable.Percent(interval.Low)} to {Readable.Percent(interval.High)} | {sampled} |\n");
        }

        if (facts.ChainsKept is not null || facts.ChainsHidden is not null)
        {
            card.Append($"\nChains of {Readable.Count(facts.ChainCalls)} tool calls in one context, complete and right: {Chains(facts.ChainsKept)} with every result kept, {Chains(facts.ChainsHidden)} with old results hidden.\n");
        }
    }

    private static string Chains(Score? score) => score is null ? "not run" : $"{Readable.Count(score.Passed)} of {Readable.Count(score.N)}";

    private static string Share(int passed, int n) => n == 0 ? "not run" : Readable.Percent((double)passed / n);

    private static string Rates(ModelCardPhase phase) => phase.FirstLearningRate == phase.LastLearningRate
        ? Readable.Significant(phase.FirstLearningRate)
        : $"{Readable.Significant(phase.FirstLearningRate)} to {Readable.Significant(phase.LastLearningRate)}";

    private static string Minutes(double minutes) => minutes.ToString(minutes < 10 ? "0.#" : "N0", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB";

    private static string Line(string text) => text.ReplaceLineEndings(" ");

    /// <summary>Text that cannot end its cell.</summary>
    private static string Cell(string text) => Line(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>A double-quoted YAML scalar, which needs no other care.</summary>
    private static string Yaml(string text) => "\"" + Line(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string Fence(string command) => $"```\n{command.Replace("```", string.Empty, StringComparison.Ordinal)}\n```";
}
