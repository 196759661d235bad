using System.Net.Sockets;
using System.Text;

namespace K2Sharp.Load;

/// <summary>One of the connections: again and again it opens, does one thing, and closes. Its own generator decides what.</summary>
internal sealed class Client(LoadOptions options, int index, LoadCounts counts)
{
    private const string Path = "/v1/chat/completions";
    private const long TooMuch = 17_000_000;

    // Out of a hundred.
    private static readonly (Behaviour Behaviour, int Share)[] s_shares =
    [
        (Behaviour.Whole, 28), (Behaviour.Stream, 28), (Behaviour.Leave, 14), (Behaviour.SlowReader, 8), (Behaviour.HalfBody, 8), (Behaviour.Oversized, 2), (Behaviour.Malformed, 9), (Behaviour.Silent, 3),
    ];

    private static readonly string[] s_malformed =
    [
        "GET / HTTP/9.9\r\n\r\n",
        "\0\u0001\u0002\u0003 nonsense \r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: k2\r\nContent-Length: -5\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: k2\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
        "GET /../../../../etc/passwd HTTP/1.1\r\nHost: k2\r\n\r\n",
    ];

    private static readonly string[] s_bodies =
    [
        "", "{", "null", "[]", "\"text\"", "{}", "{\"messages\":[]}", "{\"messages\":\"hi\"}", "{\"model\":7,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
        "{\"messages\":[{\"role\":\"nobody\",\"content\":\"hi\"}]}", "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":-1}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"temperature\":\"hot\"}", "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}",
        "{\"model\":\"kimi-k2-thinking\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"n\":1000000}",
    ];

    private readonly Random _random = new(unchecked((options.Seed * 1_000_003) + index));

    /// <summary>Goes on until told to end; what it then does is finished.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            Behaviour behaviour = Choose();
            counts.Begin(behaviour);
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
            try
            {
                using Connection connection = await Connection.OpenAsync(options.Url, patience.Token);
                Exchange exchange = await ActAsync(connection, behaviour, patience.Token);
                counts.End(behaviour, exchange);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // The server closed it: right towards those who misbehave. Whether it does so to the others is seen in the counts.
                counts.Broken(behaviour);
            }
            catch (OperationCanceledException)
            {
                counts.Problem($"{behaviour}: no end after five minutes");
            }
        }
    }

    private async Task<Exchange> ActAsync(Connection connection, Behaviour behaviour, CancellationToken cancellation)
    {
        switch (behaviour)
        {
            case Behaviour.Whole:
                await connection.SendAsync(Request(Body(isStream: false)), cancellation);
                return await connection.ReadAsync(() => true, cancellation);
            case Behaviour.Stream:
                await connection.SendAsync(Request(Body(isStream: true)), cancellation);
                return await connection.ReadAsync(() => true, cancellation);
            case Behaviour.Leave:
                await connection.SendAsync(Request(Body(isStream: _random.Next(4) > 0)), cancellation);
                await LeaveAsync(connection, cancellation);
                return Exchange.None;
            case Behaviour.SlowReader:
                connection.ReadSize = 1 + _random.Next(64);
                connection.BeforeRead = () => PauseAsync(20, cancellation);
                await connection.SendAsync(Request(Body(isStream: true)), cancellation);
                return await connection.ReadAsync(() => true, cancellation);
            case Behaviour.HalfBody:
                return await SendHalfAsync(connection, cancellation);
            case Behaviour.Oversized:
                return await SendTooMuchAsync(connection, cancellation);
            case Behaviour.Malformed:
                await connection.SendAsync(
                    _random.Next(2) == 0 ? s_malformed[_random.Next(s_malformed.Length)] : Request(s_bodies[_random.Next(s_bodies.Length)]), cancellation);
                return await connection.ReadAsync(() => true, cancellation);
            case Behaviour.Silent:
            default:
                await PauseAsync(2000, cancellation);
                return Exchange.None;
        }
    }

    private async Task LeaveAsync(Connection connection, CancellationToken cancellation)
    {
        if (_random.Next(3) == 0)
        {
            await PauseAsync(500, cancellation);
        }
        else
        {
            int pieces = _random.Next(6);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(20));
            try
            {
                await connection.ReadAsync(() => pieces-- > 0, patience.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Tired of waiting: that, too, is a way to leave.
            }
        }

        connection.Leave(isRude: _random.Next(2) == 0);
    }

    private async Task<Exchange> SendHalfAsync(Connection connection, CancellationToken cancellation)
    {
        string request = Request(Body(isStream: false));
        int half = request.Length - 1 - _random.Next(40);
        await connection.SendAsync(request[..half], cancellation);
        await PauseAsync(3000, cancellation);
        switch (_random.Next(3))
        {
            case 0:
                await connection.SendAsync(request[half..], cancellation);
                return await connection.ReadAsync(() => true, cancellation);
            case 1:
                connection.Leave(isRude: true);
                return Exchange.None;
            default:
                return Exchange.None;
        }
    }

    private async Task<Exchange> SendTooMuchAsync(Connection connection, CancellationToken cancellation)
    {
        switch (_random.Next(3))
        {
            case 0:
                await connection.SendAsync(Head($"Content-Length: {TooMuch}"), cancellation);
                break;
            case 1:
                await connection.SendAsync(Head("Transfer-Encoding: chunked") + $"{TooMuch:x}\r\n", cancellation);
                await connection.SendBlanksAsync(TooMuch, cancellation);
                break;
            default:
                await connection.SendAsync($"GET /v1/models HTTP/1.1\r\nHost: k2\r\nx-long: {new string('a', 40_000)}\r\n\r\n", cancellation);
                break;
        }

        return await connection.ReadAsync(() => true, cancellation);
    }

    private Behaviour Choose()
    {
        int drawn = _random.Next(s_shares.Sum(share => share.Share));
        foreach ((Behaviour behaviour, int share) in s_shares)
        {
            if ((drawn -= share) < 0)
            {
                return behaviour;
            }
        }

        return Behaviour.Whole;
    }

    private Task PauseAsync(int most, CancellationToken cancellation) => Task.Delay(_random.Next(most), cancellation);

    /// <summary>Some conversations begin alike, so that prefixes are shared; each ends in its own way.</summary>
    private string Body(bool isStream)
    {
        var text = new StringBuilder("Conversation ").Append(_random.Next(5)).Append(':');
        for (int words = _random.Next(40); words > 0; words--)
        {
            text.Append(' ').Append(_random.Next(1000));
        }

        string stream = isStream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : string.Empty;
        string choices = _random.Next(10) == 0 ? ",\"n\":2" : string.Empty;
        return $"{{\"model\":\"kimi-k2-thinking\",\"messages\":[{{\"role\":\"user\",\"content\":\"{text}\"}}],\"max_tokens\":{1 + _random.Next(options.MaxTokens)}{choices}{stream}}}";
    }

    private string Request(string body) => Head($"Content-Length: {Encoding.UTF8.GetByteCount(body)}") + body;

    private string Head(string length)
    {
        string key = options.Key is null ? string.Empty : $"Authorization: Bearer {options.Key}\r\n";
        return $"POST {Path} HTTP/1.1\r\nHost: k2\r\nConnection: close\r\nContent-Type: application/json\r\n{key}{length}\r\n\r\n";
    }
}
