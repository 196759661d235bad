using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace K2Sharp.Load;

/// <summary>One connection and just enough HTTP/1.1 to misbehave in it: a client library would not send half a body.</summary>
internal sealed class Connection : IDisposable
{
    private readonly TcpClient _socket = new();
    private readonly byte[] _buffer = new byte[16 << 10];
    private int _position;
    private int _length;

    private Connection()
    {
    }

    /// <summary>How many bytes are read at a time.</summary>
    public int ReadSize { get; set; } = 16 << 10;

    /// <summary>What to wait before each read; null for nothing.</summary>
    public Func<Task>? BeforeRead { get; set; }

    private NetworkStream Stream => _socket.GetStream();

    /// <summary>Connects to this machine.</summary>
    public static async Task<Connection> OpenAsync(Uri url, CancellationToken cancellation)
    {
        var connection = new Connection();
        try
        {
            await connection._socket.ConnectAsync(IPAddress.Parse(LoadOptions.Local(url).DnsSafeHost), url.Port, cancellation);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends text as it is.</summary>
    public async Task SendAsync(string text, CancellationToken cancellation) => await Stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);

    /// <summary>Sends so many blanks; gives up when the server does.</summary>
    public async Task SendBlanksAsync(long count, CancellationToken cancellation)
    {
        byte[] blanks = new byte[64 << 10];
        Array.Fill(blanks, (byte)' ');
        for (long sent = 0; sent < count; sent += blanks.Length)
        {
            await Stream.WriteAsync(blanks, cancellation);
        }
    }

    /// <summary>Reads a response.</summary>
    /// <param name="mayContinue">Asked after each piece of the body; false leaves.</param>
    /// <param name="cancellation">Leaves as well.</param>
    public async Task<Exchange> ReadAsync(Func<bool> mayContinue, CancellationToken cancellation)
    {
        string? line = await ReadLineAsync(cancellation);
        if (line is null || !line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
        {
            return Exchange.None;
        }

        int status = int.Parse(line.AsSpan(9, 3), CultureInfo.InvariantCulture);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(cancellation) is { Length: > 0 } header)
        {
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            headers[header[..colon]] = header[(colon + 1)..].Trim();
        }

        using var body = new MemoryStream();
        bool isWhole = headers.TryGetValue("Transfer-Encoding", out string? encoding) && encoding == "chunked"
            ? await ReadChunksAsync(body, mayContinue, cancellation)
            : await CopyAsync(body, long.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture), cancellation);
        return new Exchange(status, headers.GetValueOrDefault("x-request-id"), Encoding.UTF8.GetString(body.ToArray()), isWhole);
    }

    /// <summary>Leaves; where asked, without the polite end of TCP.</summary>
    public void Leave(bool isRude)
    {
        if (isRude && _socket.Connected)
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        _socket.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task<bool> ReadChunksAsync(MemoryStream body, Func<bool> mayContinue, CancellationToken cancellation)
    {
        while (await ReadLineAsync(cancellation) is { } size)
        {
            long count = long.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (!await CopyAsync(body, count, cancellation) || await ReadLineAsync(cancellation) is null)
            {
                return false;
            }

            if (count == 0)
            {
                return true;
            }

            if (!mayContinue())
            {
                return false;
            }
        }

        return false;
    }

    private async Task<bool> CopyAsync(MemoryStream body, long count, CancellationToken cancellation)
    {
        while (count > 0)
        {
            if (!await FillAsync(cancellation))
            {
                return false;
            }

            int taken = (int)Math.Min(count, _length - _position);
            body.Write(_buffer, _position, taken);
            _position += taken;
            count -= taken;
        }

        return true;
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        while (await FillAsync(cancellation))
        {
            char c = (char)_buffer[_position++];
            if (c == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append(c);
        }

        return null;
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        if (_position < _length)
        {
            return true;
        }

        if (BeforeRead is { } wait)
        {
            await wait();
        }

        _position = 0;
        _length = await Stream.ReadAsync(_buffer.AsMemory(0, Math.Min(ReadSize, _buffer.Length)), cancellation);
        return _length > 0;
    }
}
