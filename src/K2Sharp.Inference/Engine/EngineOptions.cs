using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Model;

namespace K2Sharp.Inference.Engine;

/// <summary>How an engine serves: the model's options, the cache and the limits.</summary>
public sealed record EngineOptions
{
    /// <summary>How to compute. <see cref="ModelOptions.MaxStepTokens"/> is also the most tokens of all requests together in one step.</summary>
    public ModelOptions Model { get; init; } = new();

    /// <summary>How the cache keeps its values.</summary>
    /// <value><see cref="CacheFormat.BFloat16"/>.</value>
    public CacheFormat CacheFormat { get; init; } = CacheFormat.BFloat16;

    /// <summary>Tokens that the cache holds, of all requests together; goes before <see cref="CacheBytes"/>.</summary>
    /// <value>Null: decided by <see cref="CacheBytes"/>.</value>
    public int? CacheTokens { get; init; }

    /// <summary>The most memory that the cache may take.</summary>
    /// <value>Null: half of what the machine has beside the weights, but at least one full context where that fits.</value>
    public long? CacheBytes { get; init; }

    /// <summary>The most requests computed at the same time; 1 to <see cref="ModelOptions.MaxStepTokens"/>.</summary>
    /// <value>32, or as many as a step has tokens.</value>
    public int MaxRunning { get; init; } = 32;

    /// <summary>
    /// The most prompt tokens in a step that also goes on with running answers. More gets prompts read sooner, less keeps the answers fluent.
    /// </summary>
    /// <value>128.</value>
    public int PromptTokensBesideAnswers { get; init; } = 128;

    /// <summary>
    /// The most tokens that are guessed ahead for one answer, from what followed the same words before; they are computed along with the next token and kept
    /// as far as the answer says the same, so answers do not change. Done only while it is measured to be faster. 0 to 16; 0 for none.
    /// </summary>
    /// <value>4.</value>
    public int GuessedTokens { get; init; } = 4;

    /// <summary>The most requests that wait; further ones are refused with <see cref="EngineBusyException"/>.</summary>
    /// <value>256.</value>
    public int MaxQueued { get; init; } = 256;

    /// <summary>The clock of <see cref="GenerationRequest.Timeout"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message is one line.</exception>
    public void Validate()
    {
        Model.Validate();
        Require(Enum.IsDefined(CacheFormat), "the cache format must be bf16, f32 or int8");
        Require(CacheTokens is null or >= 1, $"cache tokens must be at least 1, not {CacheTokens}");
        Require(CacheBytes is null or >= 1, $"cache bytes must be at least 1, not {CacheBytes}");
        Require(MaxRunning >= 1, $"the number of running requests must be at least 1, not {MaxRunning}");
        Require(PromptTokensBesideAnswers >= 1, $"prompt tokens beside answers must be at least 1, not {PromptTokensBesideAnswers}");
        Require(GuessedTokens is >= 0 and <= 16, $"tokens guessed ahead must be 0 to 16, not {GuessedTokens}");
        Require(MaxQueued >= 1, $"the queue must hold at least 1 request, not {MaxQueued}");
    }

    private static void Require(bool valid, string message)
    {
        if (!valid)
        {
            throw new ArgumentException(message);
        }
    }
}
