using System.Text;

namespace K2Sharp.Cli.Hosting;

/// <summary>What a verb sees of the world: streams, what they lead to, the clock and Ctrl+C. Tests put their own in.</summary>
internal sealed class CliHost : IDisposable
{
    private const int WidthOfNoTerminal = 120;
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly Stream _outputStream;

    public CliHost(Stream input, Stream output, Stream error)
    {
        Input = input;
        _outputStream = output;

        // Buffered until a verb says that something is complete.
        Output = new StreamWriter(output, s_utf8, bufferSize: 1 << 14, leaveOpen: true) { NewLine = "\n" };
        Error = new StreamWriter(error, s_utf8, leaveOpen: true) { NewLine = "\n", AutoFlush = true };
    }

    public Stream Input { get; }

    /// <summary>Standard output: results only, so that it can be piped.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard error: errors, progress and remarks.</summary>
    public TextWriter Error { get; }

    public bool IsInputTerminal { get; init; }

    public bool IsOutputTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    /// <summary>Whether a terminal is to get bold, dim and the like.</summary>
    public bool IsStyled { get; init; }

    public int Width { get; init; } = WidthOfNoTerminal;

    /// <summary>The width of the terminal that <see cref="Error"/> leads to.</summary>
    public int ErrorWidth { get; init; } = WidthOfNoTerminal;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Interrupts Interrupts { get; init; } = new();

    /// <summary>Whether errors come with a stack trace (environment variable K2_DEBUG=1).</summary>
    public bool IsDebugging { get; init; }

    /// <summary>The trainer's program; null where there is none (environment variable K2_TRAINER).</summary>
    public string? Trainer { get; init; }

    /// <summary>The folder from which upwards the default model is searched.</summary>
    public string ToolDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary>The streams of this process.</summary>
    public static CliHost ForProcess()
    {
        bool isOutputTerminal = !Console.IsOutputRedirected;
        bool isErrorTerminal = !Console.IsErrorRedirected;
        string terminal = Environment.GetEnvironmentVariable("TERM") ?? string.Empty;
        var host = new CliHost(Console.OpenStandardInput(), StandardOutput.Open(), Console.OpenStandardError())
        {
            IsInputTerminal = !Console.IsInputRedirected,
            IsOutputTerminal = isOutputTerminal,
            IsErrorTerminal = isErrorTerminal,
            IsStyled = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && terminal is not "dumb",
            Width = isOutputTerminal ? Math.Max(Console.WindowWidth, 60) : WidthOfNoTerminal,
            ErrorWidth = isErrorTerminal ? Math.Max(Console.WindowWidth, 40) : WidthOfNoTerminal,
            IsDebugging = Environment.GetEnvironmentVariable("K2_DEBUG") is "1",
            Trainer = Environment.GetEnvironmentVariable("K2_TRAINER"),
        };
        host.Interrupts.Listen();
        return host;
    }

    /// <summary>Standard output as bytes, behind whatever <see cref="Output"/> holds.</summary>
    public Stream OutputBytes()
    {
        Output.Flush();
        return _outputStream;
    }

    public void Dispose() => Interrupts.Dispose();
}
