using System.ComponentModel.DataAnnotations;

namespace K2Sharp.Server;

/// <summary>How the API is served. Bound from the configuration section <c>K2:Server</c> and checked when the host starts.</summary>
public sealed class K2ServerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "K2:Server";

    /// <summary>Names that the model answers to, beside that of its folder. The first is the one that requests without a name mean.</summary>
    /// <value>kimi-k2-thinking and kimi-k2-thinking-turbo; a list in the configuration is put in their place.</value>
    public IList<string> ModelNames { get; set; } = [];

    /// <summary>After how long a silence a comment is sent to the readers of a stream, who would else take the connection for dead.</summary>
    /// <value>15 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest body of a request, in bytes.</summary>
    /// <value>16 MiB, several times what a full context of text takes.</value>
    [Range(1024, 1L << 30)]
    public long MaxBodyBytes { get; set; } = 16 << 20;

    /// <summary>Whether the OpenAPI document and the page /docs are served.</summary>
    /// <value>True.</value>
    public bool ShowsDocs { get; set; } = true;

    /// <summary>Whether the Model Context Protocol is served, over streamable HTTP at /mcp.</summary>
    /// <value>False.</value>
    public bool ServesMcp { get; set; }
}
