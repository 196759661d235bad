using System.Diagnostics.Metrics;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>What enforcing formats costs and catches. Costs a branch each while nobody listens.</summary>
internal static class FormatMetrics
{
    private static readonly Meter s_meter = new("K2Sharp");

    public static Histogram<double> MaskDuration { get; } = s_meter.CreateHistogram<double>(
        "k2.grammar.mask.duration", "s", "Time to find out which tokens may come next.");

    public static Histogram<double> CompileDuration { get; } = s_meter.CreateHistogram<double>(
        "k2.grammar.compile.duration", "s", "Time to compile a schema, an expression or a list of choices; cached ones are not counted.");

    public static Counter<long> ForcedTokens { get; } = s_meter.CreateCounter<long>(
        "k2.grammar.forced_tokens", "{token}", "Tokens that had to come and were appended without asking the model.");

    public static Counter<long> RefusedSchemas { get; } = s_meter.CreateCounter<long>(
        "k2.grammar.refused_schemas", "{schema}", "Schemas and expressions that cannot be enforced in full.");

    public static Counter<long> ParseFailures { get; } = s_meter.CreateCounter<long>(
        "k2.answer.parse_failures", "{answer}", "Enforced answers that broke their rules all the same. Stays 0.");
}
