using System.CommandLine;
using System.Net;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Serving;

/// <summary>The options that say where to listen.</summary>
internal sealed class ListenArguments
{
    private const int DefaultPort = 8000;
    private readonly Option<string?> _address = new("--host") { Description = "The address to listen on. Default: 127.0.0.1, which other machines cannot reach.", HelpName = "ADDRESS" };
    private readonly Option<int?> _port = new("--port") { Description = $"The port; 0 takes a free one. Default: {DefaultPort}.", HelpName = "N" };

    public void AddTo(Command command)
    {
        command.Add(_address);
        command.Add(_port);
    }

    /// <exception cref="UsageException">The address or the port is not one.</exception>
    public ListenSettings Read(ParseResult result)
    {
        string? address = result.GetValue(_address);
        int? port = result.GetValue(_port);
        if (port is < 0 or > 65535)
        {
            throw new UsageException($"--port must be 0 to 65535, not {port}");
        }

        return new ListenSettings(ParseAddress(address), port ?? DefaultPort, address is not null || port is not null);
    }

    private static IPAddress ParseAddress(string? text) => text switch
    {
        null or "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        _ when IPAddress.TryParse(text, out IPAddress? address) => address,
        _ => throw new UsageException($"--host must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, not \"{OneLine.From(text)}\""),
    };
}
