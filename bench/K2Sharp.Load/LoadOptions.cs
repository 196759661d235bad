using System.Globalization;
using System.Net;

namespace K2Sharp.Load;

/// <summary>What to do to which server.</summary>
internal sealed record LoadOptions
{
    /// <summary>How the program is called.</summary>
    public const string Usage =
        "usage: k2-load --url http://127.0.0.1:PORT --state DIR [--key KEY] [--seconds 300] [--connections 200] [--seed 1] [--max-tokens 16] [--max-growth-mb 256]";

    /// <summary>The server, on this machine.</summary>
    public required Uri Url { get; init; }

    /// <summary>The server's state folder, whose ledger is read at the end.</summary>
    public required string State { get; init; }

    /// <summary>The key to send; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>How long to go on.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Connections at the same time; bounded, so that a slip of the finger does not exhaust the machine.</summary>
    public int Connections { get; init; } = 200;

    /// <summary>The same seed makes the same requests; what becomes of them depends on time.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The longest answers to ask for.</summary>
    public int MaxTokens { get; init; } = 16;

    /// <summary>By how many bytes the server's memory may grow from after the warm-up to the end.</summary>
    public long MaxGrowth { get; init; } = 256L << 20;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or the server is not on this machine.</exception>
    public static LoadOptions Parse(string[] args)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        for (int i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
            {
                throw new ArgumentException(Usage);
            }

            values[args[i][2..]] = args[i + 1];
        }

        if (!Uri.TryCreate(values.GetValueOrDefault("url"), UriKind.Absolute, out Uri? url) || !values.TryGetValue("state", out string? state))
        {
            throw new ArgumentException(Usage);
        }

        return new LoadOptions
        {
            Url = Local(url),
            State = Ledger(state),
            Key = values.GetValueOrDefault("key"),
            Time = TimeSpan.FromSeconds(Number(values, "seconds", 300, 3600)),
            Connections = Number(values, "connections", 200, 1000),
            Seed = Number(values, "seed", 1, int.MaxValue),
            MaxTokens = Number(values, "max-tokens", 16, 4096),
            MaxGrowth = (long)Number(values, "max-growth-mb", 256, 1 << 20) << 20,
        };
    }

    /// <summary>This program only ever connects to the machine that it runs on.</summary>
    /// <exception cref="ArgumentException">The address is another machine's.</exception>
    public static Uri Local(Uri url) => url.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(url.DnsSafeHost, out IPAddress? address) && IPAddress.IsLoopback(address)
        ? url
        : throw new ArgumentException($"--url must be http:// and a loopback address, not {url}: this program never loads another machine");

    /// <summary>It is read at the end; that it is not there must be known at the beginning.</summary>
    private static string Ledger(string state) => File.Exists(Path.Combine(state, LedgerCheck.FileName))
        ? state
        : throw new ArgumentException($"--state must be the folder of the server's {LedgerCheck.FileName}, which {state} is not: what \"k2 serve --state\" was given, else k2 in $XDG_STATE_HOME");

    private static int Number(Dictionary<string, string> values, string name, int fallback, int most)
    {
        if (!values.TryGetValue(name, out string? text))
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most
            ? number
            : throw new ArgumentException($"--{name} must be 1 to {most}, not {text}");
    }
}
