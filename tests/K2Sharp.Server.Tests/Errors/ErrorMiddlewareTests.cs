using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.Errors;

public sealed class ErrorMiddlewareTests(SharedServer shared)
{
    private const string Path = "/v1/chat/completions";

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "resource_not_found_error")]
    [InlineData("GET", Path, 405, "invalid_request_error")]
    [InlineData("DELETE", "/v1/models", 405, "invalid_request_error")]
    public async Task What_routing_refuses_has_the_shape_of_the_api(string method, string path, int status, string type)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage response = await shared.Get().Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(type, body.GetProperty("error").GetProperty("type").GetString());
        Assert.NotEmpty(body.GetProperty("error").GetProperty("message").GetString()!);
    }

    /// <summary>A page of another origin can send text/plain to this machine's ports without asking; JSON it cannot.</summary>
    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_must_say_that_it_is_json(string type)
    {
        using var content = new StringContent("{}", MediaTypeHeaderValue.Parse(type));
        using HttpResponseMessage response = await shared.Get().Client.PostAsync(Path, content, TestContext.Current.CancellationToken);
        Assert.Equal(415, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using MiniServer server = await MiniServer.StartAsync(MiniServer.RandomModel, options: options => options.MaxBodyBytes = 4096);
        (int status, JsonElement body) = await server.AskAsync(Path, $$"""{"messages":[{"role":"user","content":"{{new string('x', 5000)}}"}]}""");
        Assert.Equal(413, status);
        Assert.Equal("invalid_request_error", body.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_body_that_ends_early_harms_nobody()
    {
        MiniServer server = shared.Get();
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{\"messages\""), TestContext.Current.CancellationToken);
        }

        (int status, _) = await server.AskAsync("/tokenize", """{"prompt":"a"}""");
        Assert.Equal(200, status);
    }
}
