using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace K2Sharp.Cli.Tests.Agents;

/// <summary>A server with chat completions whose answers are a function of the request.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<JsonElement, string> _script;

    /// <param name="script">Gives the delta of the answer, such as <c>{"content":"hi"}</c>, or <c>!404</c> for a status.</param>
    public ScriptedServer(Func<JsonElement, string> script)
    {
        _script = script;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        Url = $"http://127.0.0.1:{port}/v1";
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    public List<JsonElement> Requests { get; } = [];

    public static string Call(string name, object arguments) =>
        JsonSerializer.Serialize(new { tool_calls = new[] { new { index = 0, id = "x", function = new { name, arguments = JsonSerializer.Serialize(arguments) } } } });

    public static int Results(JsonElement request) => request.GetProperty("messages").EnumerateArray().Count(message => message.GetProperty("role").GetString() == "tool");

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                JsonElement request = (await JsonDocument.ParseAsync(context.Request.InputStream)).RootElement.Clone();
                Requests.Add(request);
                string delta = _script(request);
                if (delta[0] == '!')
                {
                    context.Response.StatusCode = int.Parse(delta.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
                    context.Response.Close();
                    continue;
                }

                string finish = delta.Contains("tool_calls", StringComparison.Ordinal) ? "tool_calls" : "stop";
                string usage = """{"prompt_tokens":10,"completion_tokens":5}""";
                byte[] body = Encoding.UTF8.GetBytes($$"""
                    data: {"choices":[{"index":0,"delta":{{delta}},"finish_reason":"{{finish}}"}],"usage":{{usage}}}

                    data: [DONE]


                    """);
                context.Response.ContentType = "text/event-stream";
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
