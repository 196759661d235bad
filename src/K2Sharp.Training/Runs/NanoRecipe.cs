using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Data;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>k2-nano: everything that Kimi-K2-Thinking has, at 1/400,000 of its size.</summary>
internal static class NanoRecipe
{
    public const string Name = "nano";

    /// <summary>The same with two thirds of the steps, for slower machines.</summary>
    public const string ShortName = "nano-short";

    /// <summary>The dimensions. Routed weights are scaled by the square root of the experts per token, as in K2 (2.827 = sqrt 8).</summary>
    public static K2Config Config { get; } = new()
    {
        ModelType = "kimi_k2",
        VocabSize = VocabularyFiles.TotalSize(VocabularyTrainer.DefaultSize),
        HiddenSize = 128,
        NumHiddenLayers = 5,
        FirstKDenseReplace = 1,
        IntermediateSize = 256,
        MoeIntermediateSize = 64,
        RoutedExperts = 16,
        SharedExperts = 1,
        ExpertsPerToken = 2,
        RoutedScalingFactor = 1.414,
        NumAttentionHeads = 4,
        QLoraRank = 96,
        KvLoraRank = 64,
        QkNopeHeadDim = 32,
        QkRopeHeadDim = 32,
        VHeadDim = 32,
        RmsNormEps = 1e-5,
        RopeTheta = 50000,

        // Wavelengths up to the original length stay. With 16 dimensions, 512 positions and a factor of 64 none was left between 363 and 90,000
        // tokens, so that beyond a hundred calls the latest result was told from older ones by luck: no chain of 100 calls was right.
        YarnScaling = new YarnScaling { Factor = 8, OriginalMaxPositionEmbeddings = 4096, BetaFast = 1, BetaSlow = 1, Mscale = 1, MscaleAllDim = 1 },
        MaxPositionEmbeddings = 32768,
        EosTokenIds = [0],
    };

    private static readonly Dictionary<string, int> s_shortSteps = new(StringComparer.Ordinal)
    {
        ["pretrain"] = 600,
        ["decay"] = 3500,
        ["long"] = 200,
        ["own"] = 30,
        ["reinforce"] = 10,
        ["settle"] = 2000,
    };

    public static Recipe Create(ulong seed) => new()
    {
        Name = Name,
        Seed = seed,
        Config = Config,
        Families = TaskFamilies.Names,
        LogitScale = 1.5f,
        Checks = new CheckOptions { Every = 2000, Families = TaskFamilies.All, Tasks = 10, Hops = [10, 30, 100, 300] },
        Phases =
        [
            new Phase
            {
                Name = "pretrain",
                What = "All tasks in short documents, in float32 with plain rotary positions; the rate stays after the warm-up.",
                Kind = PhaseKind.Teachers,
                Suite = TaskFamilies.Short,
                Steps = 800,
                TokensPerStep = 4096,
                StartRate = 1e-2,
                EndRate = 1e-2,
                WarmUpSteps = 100,
                JumpShare = 0.5,
                BalanceRate = 0.003,
            },
            new Phase
            {
                Name = "decay",
                What = "The same documents, of which the answers alone are learned from here on; the rate falls to what the next phases begin with.",
                Kind = PhaseKind.Teachers,
                Suite = TaskFamilies.Short,
                Steps = 5500,
                TokensPerStep = 4096,
                PromptShare = 0,
                StartRate = 1e-2,
                EndRate = 3e-3,
                JumpShare = 0.5,
            },
            new Phase
            {
                Name = "long",
                What = "YaRN and INT4 quantization-aware training from here on; documents of up to 45 tool calls join, now and then of up to 150.",
                Kind = PhaseKind.Teachers,
                Suite = TaskFamilies.Long,
                Steps = 240,
                TokensPerStep = 6144,
                Excursions =
                [
                    new Excursion(Every: 20, TokensPerStep: 12_288, TaskFamilies.Longest),
                ],
                PromptShare = 0,
                StartRate = 3e-3,
                EndRate = 2.5e-3,
                JumpShare = 0.3,
                Bits = 4,
                IsLong = true,
            },
            new Phase
            {
                Name = "own",
                What = "Supervised fine-tuning by rejection sampling: the model's own INT4 episodes that their judge passed, mixed with the teachers'.",
                Kind = PhaseKind.OwnEpisodes,
                Suite = TaskFamilies.Long,
                OwnTasks = 800,
                Steps = 40,
                TokensPerStep = 4096,
                PromptShare = 0,
                StartRate = 2.5e-3,
                EndRate = 2e-3,
                JumpShare = 0.3,
                BalanceRate = 0.0005,
                Bits = 4,
                IsLong = true,
            },
            new Phase
            {
                Name = "reinforce",
                What = "K1.5's objective on INT4 rollouts with verified rewards, a self-critique rubric, a token budget and a supervised term; the temperature falls.",
                Kind = PhaseKind.Reinforcement,
                Suite = TaskFamilies.Rewarded,
                Steps = 15,
                TokensPerStep = 4096,
                StartRate = 2e-4,
                EndRate = 5e-5,
                BalanceRate = 0,
                Bits = 4,
                IsLong = true,
            },
            new Phase
            {
                Name = "settle",
                What = "Everything settles: teachers' documents of all lengths while the rate falls to its end, for the only time.",
                Kind = PhaseKind.Teachers,
                Suite = TaskFamilies.Refined,
                Steps = 3400,
                TokensPerStep = 6144,
                Excursions =
                [
                    new Excursion(Every: 60, TokensPerStep: 20_000, TaskFamilies.Whole),
                    new Excursion(Every: 40, TokensPerStep: 12_288, TaskFamilies.Longest),
                ],
                PromptShare = 0,
                WarmUpSteps = 60,
                StartRate = 2.5e-3,
                EndRate = 4e-5,
                MeasuresChains = true,
                JumpShare = 0.3,
                Bits = 4,
                IsLong = true,
            },
        ],
    };

    /// <summary>The same model and data with fewer steps.</summary>
    public static Recipe CreateShort(ulong seed)
    {
        Recipe whole = Create(seed);
        return whole with
        {
            Name = ShortName,
            ModelName = whole.ModelName,
            Phases = [.. whole.Phases.Where(phase => s_shortSteps.ContainsKey(phase.Name)).Select(phase => phase with { Steps = s_shortSteps[phase.Name] })],
        };
    }
}
