namespace K2Sharp.Evals.Reporting;

/// <summary>
/// The model card's figures, all of them, also those that cannot be measured here (moonshotai/Kimi-K2-Thinking, README; footnotes 2 to 6 for the
/// settings). Everything is from the native INT4 weights at temperature 1, but SciCode at 0, with a context of 256k.
/// </summary>
internal static class ModelCard
{
    private const string Reasoning = "reasoning";
    private const string General = "general";
    private const string Search = "search";
    private const string Coding = "coding";
    private const string Think96 = "thinking 96k";
    private const string Python16 = "python, 16 attempts";
    private const string Thirty2 = "thinking 96k, 32 attempts";
    private const string Heavy = "heavy: 8 trajectories, then one aggregation";
    private const string Agentic = "search, browsing and code; 300 steps, 24k thinking per step";
    private const string FourRuns = Agentic + "; 4 attempts";
    private const string CodeRuns = "in-house harness after SWE-agent, mean of 5 runs";

    public static IReadOnlyList<CardRow> Rows { get; } =
    [
        new(Reasoning, "HLE (text-only), no tools", 23.9, Think96, "hle"),
        new(Reasoning, "HLE (text-only), tools", 44.9, "search, browsing and code; 120 steps, 48k thinking per step; Hugging Face blocked", "hle-tools"),
        new(Reasoning, "HLE (text-only), heavy", 51.0, Heavy + ", tools", "hle-heavy"),
        new(Reasoning, "AIME25, no tools", 94.5, Thirty2, "aime2025"),
        new(Reasoning, "AIME25, python", 99.1, Python16, "aime2025-python"),
        new(Reasoning, "AIME25, heavy", 100.0, Heavy, "aime2025-heavy"),
        new(Reasoning, "HMMT25, no tools", 89.4, Thirty2, "hmmt2025"),
        new(Reasoning, "HMMT25, python", 95.1, Python16, "hmmt2025-python"),
        new(Reasoning, "HMMT25, heavy", 97.5, Heavy, "hmmt2025-heavy"),
        new(Reasoning, "IMO-AnswerBench", 78.6, "thinking 128k, 8 attempts"),
        new(Reasoning, "GPQA-Diamond", 84.5, Think96, "gpqa-diamond"),
        new(General, "MMLU-Pro", 84.6, string.Empty, "mmlu-pro"),
        new(General, "MMLU-Redux", 94.4, string.Empty),
        new(General, "Longform Writing", 73.8, "32k tokens"),
        new(General, "HealthBench", 58.0, string.Empty),
        new(Search, "BrowseComp", 60.2, Agentic, "browsecomp"),
        new(Search, "BrowseComp-ZH", 62.3, FourRuns, "browsecomp-zh"),
        new(Search, "Seal-0", 56.3, FourRuns),
        new(Search, "FinSearchComp-T3", 47.4, FourRuns),
        new(Search, "Frames", 87.0, Agentic),
        new(Coding, "SWE-bench Verified", 71.3, CodeRuns, "swe-bench-verified"),
        new(Coding, "SWE-bench Multilingual", 61.1, CodeRuns),
        new(Coding, "Multi-SWE-bench", 41.9, CodeRuns),
        new(Coding, "SciCode", 44.8, "temperature 0, mean of 5 runs"),
        new(Coding, "LiveCodeBench v6", 83.1, "thinking 128k, mean of 5 runs", "livecodebench"),
        new(Coding, "OJ-Bench (cpp)", 48.7, "thinking 128k, mean of 5 runs"),
        new(Coding, "Terminal-Bench", 47.1, "Terminus-2 with its JSON parser, mean of 5 runs"),
    ];
}
