using System.ComponentModel.DataAnnotations;

namespace K2Sharp.Server.Lifetime;

/// <summary>How the server is run; configuration section <c>K2:Operations</c>.</summary>
internal sealed class OperationsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "K2:Operations";

    /// <summary>The folder of keys and ledger.</summary>
    /// <value>See <see cref="Storage.StateDirectory.DefaultPath"/>.</value>
    [Required]
    public string StateDirectory { get; set; } = Storage.StateDirectory.DefaultPath(Environment.GetEnvironmentVariable);

    /// <summary>Whether to listen beyond this machine although there are no keys.</summary>
    /// <value>False.</value>
    public bool IsInsecure { get; set; }

    /// <summary>Whether /metrics needs a key.</summary>
    /// <value>False: scrapers and routers expect it open. It tells how much is asked, never what or by whom.</value>
    public bool MetricsNeedKey { get; set; }

    /// <summary>How long requests are still let in after readiness turned false, so that routers can look away first.</summary>
    /// <value>None.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.Zero;

    /// <summary>How long running answers may take after that, before they are cut.</summary>
    /// <value>Five minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether log lines are JSON objects.</summary>
    /// <value>False.</value>
    public bool LogJson { get; set; }

    /// <summary>Whether the log holds what clients send: prompts and all.</summary>
    /// <value>False.</value>
    public bool LogPrompts { get; set; }
}
