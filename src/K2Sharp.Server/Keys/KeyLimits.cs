namespace K2Sharp.Server.Keys;

/// <summary>What one key may use; null is no limit.</summary>
/// <param name="Concurrency">Requests at the same time.</param>
/// <param name="RequestsPerMinute">Requests in any 60 seconds (RPM).</param>
/// <param name="TokensPerMinute">Tokens of prompts and answers in any 60 seconds (TPM).</param>
/// <param name="TokensPerDay">Tokens in any 24 hours (TPD).</param>
/// <param name="Credit">Money to spend, in the price table's currency.</param>
internal sealed record KeyLimits(
    int? Concurrency = null, int? RequestsPerMinute = null, long? TokensPerMinute = null, long? TokensPerDay = null, decimal? Credit = null)
{
    /// <summary>No limit at all.</summary>
    public static KeyLimits None { get; } = new();

    /// <summary>These limits, and those of <paramref name="defaults"/> where these say nothing.</summary>
    public KeyLimits Or(KeyLimits defaults) => new(
        Concurrency ?? defaults.Concurrency,
        RequestsPerMinute ?? defaults.RequestsPerMinute,
        TokensPerMinute ?? defaults.TokensPerMinute,
        TokensPerDay ?? defaults.TokensPerDay,
        Credit ?? defaults.Credit);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A limit is below 1, or the credit below 0.</exception>
    public void Validate()
    {
        ThrowIfBelowOne(Concurrency, "concurrency");
        ThrowIfBelowOne(RequestsPerMinute, "rpm");
        ThrowIfBelowOne(TokensPerMinute, "tpm");
        ThrowIfBelowOne(TokensPerDay, "tpd");
        if (Credit < 0)
        {
            throw new ArgumentException($"credit must not be negative, it is {Credit}");
        }
    }

    private static void ThrowIfBelowOne(long? value, string name)
    {
        if (value < 1)
        {
            throw new ArgumentException($"{name} must be at least 1, not {value}; leave it out for no limit");
        }
    }
}
