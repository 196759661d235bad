using System.ComponentModel.DataAnnotations;

namespace K2Sharp.Server.Responses.Store;

/// <summary>How responses are kept; configuration section <c>K2:Responses</c>.</summary>
internal sealed class ResponseStoreOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "K2:Responses";

    /// <summary>How long a response is kept after the last one that goes on from it.</summary>
    /// <value>30 days. Zero: none is kept.</value>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often what is too old is removed.</summary>
    /// <value>One hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The file.</summary>
    /// <value>Null: <c>responses.db</c> in the state folder, or, where there is none, a temporary file that ends with the process.</value>
    public string? Path { get; set; }
}
