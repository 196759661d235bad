using K2Sharp.Agents.Context;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Loop;

/// <summary>How a run is made. The defaults are those of Kimi-K2-Thinking's published agent runs where it names any.</summary>
public sealed record AgentOptions
{
    /// <summary>The system message.</summary>
    /// <value>Default: none, so that the template's own is used.</value>
    public string? System { get; init; }

    /// <summary>The model's name in requests.</summary>
    public string? Model { get; init; }

    /// <summary>Where every turn's seed comes from; the same seed, model and tools give the same run.</summary>
    public long Seed { get; init; }

    /// <summary>The temperature.</summary>
    /// <value>Default: 1, what K2-Thinking was evaluated with.</value>
    public float Temperature { get; init; } = 1;

    /// <summary>Turns with tools.</summary>
    /// <value>Default: 300.</value>
    public int MaxSteps { get; init; } = 300;

    /// <summary>Tokens generated over the whole run.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Tokens generated in one turn, thinking included.</summary>
    public int? MaxTokensPerStep { get; init; }

    /// <summary>Thinking in one turn; the engine then closes the thought, and the turn goes on.</summary>
    public int? ThinkingTokensPerStep { get; init; }

    /// <summary>Time at work, tools included.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>Time in tools; calls that run at the same time each count.</summary>
    public TimeSpan? MaxToolTime { get; init; }

    /// <summary>Cost by <see cref="Prices"/>.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>What tokens cost.</summary>
    public TokenPrices Prices { get; init; } = new();

    /// <summary>Time a single call may take.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan ToolTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Calls of one turn that run at the same time.</summary>
    /// <value>Default: 8.</value>
    public int MaxParallelCalls { get; init; } = 8;

    /// <summary>Turns in a row whose calls are all invalid, or that hold neither a call nor an answer, before the run is stopped.</summary>
    /// <value>Default: 3.</value>
    public int MaxBadTurns { get; init; } = 3;

    /// <summary>Characters of a result that the model sees; a longer one goes to a file.</summary>
    /// <value>Default: 50,000.</value>
    public int MaxResultCharacters { get; init; } = 50_000;

    /// <summary>What happens when the context fills up.</summary>
    public ContextOptions Context { get; init; } = new();

    /// <summary>When repetition counts as a loop.</summary>
    public LoopOptions Loops { get; init; } = new();

    /// <summary>How requests are repeated after an error.</summary>
    public RetryOptions Retries { get; init; } = new();

    /// <summary>Which calls may run.</summary>
    public ToolPolicy Policy { get; init; } = ToolPolicy.AllowAll;

    /// <summary>Kept with the run for whoever resumes it, for example a command line; the runner does not read it.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        Require(MaxSteps >= 1, "the number of steps must be at least 1");
        Require(MaxOutputTokens is null or >= 1, "the number of tokens must be at least 1");
        Require(MaxTokensPerStep is null or >= 1, "the number of tokens per step must be at least 1");
        Require(ThinkingTokensPerStep is null or >= 0, "the number of thinking tokens per step must not be negative");
        Require(MaxTime is null || MaxTime > TimeSpan.Zero, "the time must be positive");
        Require(MaxToolTime is null || MaxToolTime > TimeSpan.Zero, "the time in tools must be positive");
        Require(MaxCost is null or > 0, "the cost must be positive");
        Require(MaxCost is null || Prices is not { Input: 0, CachedInput: 0, Output: 0 }, "a limit of cost needs prices");
        Require(ToolTimeout > TimeSpan.Zero, "a tool's timeout must be positive");
        Require(MaxParallelCalls >= 1, "the number of parallel calls must be at least 1");
        Require(MaxBadTurns >= 1, "the number of bad turns must be at least 1");
        Require(MaxResultCharacters >= 100, "a result must be allowed at least 100 characters");
        Require(float.IsFinite(Temperature) && Temperature >= 0, "the temperature must not be negative");
        Context.Validate();
        Loops.Validate();
        Retries.Validate();

        static void Require(bool isMet, string otherwise)
        {
            if (!isMet)
            {
                throw new ArgumentException(otherwise);
            }
        }
    }
}
