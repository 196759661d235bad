namespace K2Sharp.Agents.Context;

/// <summary>What happens when the context fills up.</summary>
public sealed record ContextOptions
{
    /// <summary>Tokens the model's context holds.</summary>
    /// <value>Default: 262,144, Kimi-K2-Thinking's.</value>
    public int Tokens { get; init; } = 262_144;

    /// <summary>Tokens of it that are kept free for the next turn.</summary>
    /// <value>Default: 16,384, or a quarter of a context smaller than 65,536.</value>
    public int? Reserve { get; init; }

    /// <summary>The rule.</summary>
    /// <value>Default: <see cref="ContextRule.HideAll"/>, K2's own.</value>
    public ContextRule Rule { get; init; } = ContextRule.HideAll;

    /// <summary>For <see cref="ContextRule.KeepLast"/>: the results that stay. For <see cref="ContextRule.Summarize"/>: the turns that stay.</summary>
    /// <value>Default: 5.</value>
    public int Keep { get; init; } = 5;

    /// <summary>The rule is also followed when more results than this are visible, whatever their size; null for never.</summary>
    public int? MaxVisibleResults { get; init; }

    /// <summary>Tokens of a prompt that call for the rule.</summary>
    public int Limit => Tokens - (Reserve ?? Math.Min(16_384, Tokens / 4));

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Tokens < 1 || Limit < 1 || Keep < 0 || MaxVisibleResults < 1)
        {
            throw new ArgumentException("context: it must hold more tokens than are kept free, and the results and turns that stay must not be negative in number");
        }
    }
}
