using System.ComponentModel.DataAnnotations;
using K2Sharp.Server.Keys;

namespace K2Sharp.Server.Limits;

/// <summary>What clients may ask for; configuration section <c>K2:Limits</c>.</summary>
internal sealed class LimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "K2:Limits";

    /// <summary>Bytes of a request's body.</summary>
    /// <value>16 MiB: four times what a full context of English takes.</value>
    [Range(1024, 1L << 31)]
    public long MaxBodyBytes { get; set; } = 16 << 20;

    /// <summary>Bytes of all headers of a request.</summary>
    /// <value>32 KiB.</value>
    [Range(1024, 1 << 24)]
    public int MaxHeaderBytes { get; set; } = 32 << 10;

    /// <summary>Headers of a request.</summary>
    /// <value>100.</value>
    [Range(8, 10_000)]
    public int MaxHeaders { get; set; } = 100;

    /// <summary>Open connections.</summary>
    /// <value>4096.</value>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 4096;

    /// <summary>How long a client may take to send its headers.</summary>
    /// <value>15 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may take to send its body.</summary>
    /// <value>60 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an answer may take, from its submission.</summary>
    /// <value>One hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The most tokens of an answer that names no maximum, where its key has a limit on tokens or a credit. Without one it may fill the context.
    /// </summary>
    /// <value>32768, Moonshot's default.</value>
    [Range(1, int.MaxValue)]
    public int DefaultMaxTokens { get; set; } = 32768;

    /// <summary>Limits of keys that have none of their own, and of requests without a key where none is needed.</summary>
    /// <value>None.</value>
    public KeyLimits DefaultKeyLimits { get; set; } = new();

    /// <summary>Whether each key has a prefix cache of its own. Shared, <c>cached_tokens</c> tells whether another key has sent the same beginning.</summary>
    /// <value>False: one cache, which is faster where keys share a system prompt.</value>
    public bool IsolateCaches { get; set; }
}
