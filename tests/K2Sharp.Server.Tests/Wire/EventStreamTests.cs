using System.Net.Http.Headers;
using System.Text;
using K2Sharp.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Server.Tests.Wire;

public sealed class EventStreamTests
{
    private static readonly TimeSpan s_keepAlive = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_silence_is_filled_with_comments_before_the_first_token_and_after()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var clock = new ManualClock();
        await using MiniServer server = await MiniServer.StartAsync(MiniServer.RandomModel, services => services.AddSingleton<TimeProvider>(clock));
        using var gate = new SemaphoreSlim(0);
        server.Scripts.AddGated("slow?", said => Hold(said, gate), "<think>", "ab", "</think>", "cd");
        using HttpResponseMessage response = await BeginAsync(server, async () =>
        {
            await clock.WaitForTimerAsync(s_keepAlive, cancellation);
            clock.Advance(s_keepAlive);
        });
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation), Encoding.UTF8);
        Assert.StartsWith(": ", await reader.ReadLineAsync(cancellation), StringComparison.Ordinal);
        Assert.Equal(string.Empty, await reader.ReadLineAsync(cancellation));

        await clock.WaitForTimerAsync(s_keepAlive, cancellation);
        clock.Advance(s_keepAlive);
        Assert.StartsWith(": ", await reader.ReadLineAsync(cancellation), StringComparison.Ordinal);
        gate.Release(1000);
        string rest = await reader.ReadToEndAsync(cancellation);
        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
        Assert.Contains("\"reasoning_content\":", rest, StringComparison.Ordinal);
    }

    /// <summary>Waits as a slow model does, on the engine's thread; only the first token of the script is held.</summary>
    private static void Hold(int said, SemaphoreSlim gate)
    {
        if (said == 1)
        {
            gate.Wait(TestContext.Current.CancellationToken);
        }
    }

    private static async Task<HttpResponseMessage> BeginAsync(MiniServer server, Func<Task> beforeHeaders)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent("""{"messages":[{"role":"user","content":"slow?"}],"stream":true}""", MediaTypeHeaderValue.Parse("application/json")),
        };
        Task<HttpResponseMessage> response = server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await beforeHeaders();
        return await response;
    }
}
