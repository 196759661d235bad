using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Decimals;
using K2Sharp.Training.Data.SmallTalk;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>A minute of training that shows whether everything still works together: it learns a little, with every technique of the real one.</summary>
internal static class SmokeRecipe
{
    public const string Name = "smoke";

    private static readonly TaskSuite s_suite = new([new SuiteEntry(new DecimalsFamily(), 1), new SuiteEntry(new SmallTalkFamily(), 1)]);

    /// <summary>The dimensions: k2-nano's, halved.</summary>
    public static K2Config Config { get; } = NanoRecipe.Config with
    {
        HiddenSize = 64,
        NumHiddenLayers = 2,
        IntermediateSize = 128,
        MoeIntermediateSize = 32,
        RoutedExperts = 8,
        QLoraRank = 48,
        KvLoraRank = 32,
        NumAttentionHeads = 2,
        VocabSize = VocabularyFiles.TotalSize(VocabularyTrainer.DefaultSize),
        MaxPositionEmbeddings = 4096,
    };

    public static Recipe Create(ulong seed) => new()
    {
        Name = Name,
        Seed = seed,
        Config = Config,
        Families = [.. s_suite.Entries.Select(entry => entry.Name)],
        SaveEvery = 50,
        Checks = new CheckOptions { Every = 150, Families = [.. s_suite.Entries.Select(entry => entry.Family)], Tasks = 4 },
        Phases =
        [
            new Phase
            {
                Name = "pretrain",
                What = "Comparisons of decimals and small talk, in float32 with plain rotary positions.",
                Kind = PhaseKind.Teachers,
                Suite = s_suite,
                Steps = 100,
                TokensPerStep = 2048,
                StartRate = 2e-2,
                EndRate = 2e-2,
                WarmUpSteps = 10,
                JumpShare = 0.3,
                BalanceRate = 0.003,
            },
            new Phase
            {
                Name = "quantized",
                What = "The same under INT4 quantization-aware training and YaRN, with a falling rate.",
                Kind = PhaseKind.Teachers,
                Suite = s_suite,
                Steps = 50,
                TokensPerStep = 2048,
                StartRate = 2e-2,
                EndRate = 1e-3,
                JumpShare = 0.3,
                Bits = 4,
                IsLong = true,
            },
        ],
    };
}
