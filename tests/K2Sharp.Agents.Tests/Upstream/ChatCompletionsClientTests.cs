using System.Text.Json;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Agents.Tests.Upstream;

/// <summary>Over a real socket, against a server that says what a test wants.</summary>
public sealed class ChatCompletionsClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_over_http_sends_thoughts_and_arguments_back_as_they_were()
    {
        List<JsonElement> requests = [];
        await using WebApplication server = await StartAsync(async context =>
        {
            requests.Add((await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted)).RootElement.Clone());
            await StreamAsync(context, requests.Count <= 3
                ?
                [
                    """{"choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"hm, "}}]}""",
                    """{"choices":[{"index":0,"delta":{"reasoning_content":"a call"}}]}""",
                    """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"functions.next:0","type":"function","function":{"name":"next","arguments":""}}]}}]}""",
                    """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"key\": "}}]}}]}""",
                    $$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"k{{{requests.Count}}}\"}"}}]}}]}""",
                    """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":64},"completion_tokens_details":{"reasoning_tokens":5}}}""",
                ]
                :
                [
                    """{"choices":[{"index":0,"delta":{"content":"the "}}]}""",
                    """{"choices":[{"index":0,"delta":{"content":"end"},"finish_reason":"stop"}]}""",
                    """{"choices":[],"usage":{"prompt_tokens":200,"completion_tokens":3}}""",
                ]);
        });
        using var fixture = new AgentFixture();
        using HttpClient http = new();
        var client = new ChatCompletionsClient(http, new ChatCompletionsOptions { BaseAddress = Address(server), Model = "k2", ApiKey = "sk-x" });
        var tool = new ScriptedTool("next", invocation => $"after {invocation.Text("key")}");
        AgentResult result = await fixture.RunAsync(client, [tool], new AgentOptions { ThinkingTokensPerStep = 9, Seed = 3 });

        Assert.Equal((AgentStatus.Completed, "the end", 3), (result.Status, result.Answer, result.ToolCalls));
        Assert.Equal((500, 192, 63, 15), (result.Usage.Input, result.Usage.Cached, result.Usage.Output, result.Usage.Reasoning));
        JsonElement last = requests[^1];
        Assert.Equal(("k2", true, 9, 1), (last.GetProperty("model").GetString(), last.GetProperty("stream").GetBoolean(), last.GetProperty("thinking_budget").GetInt32(), last.GetProperty("tools").GetArrayLength()));
        JsonElement assistant = last.GetProperty("messages")[1];
        Assert.Equal("hm, a call", assistant.GetProperty("reasoning_content").GetString());
        Assert.Equal("""{"key": "k1"}""", assistant.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal(("tool", "functions.next:0", "after k1"), (last.GetProperty("messages")[2].GetProperty("role").GetString(), last.GetProperty("messages")[2].GetProperty("tool_call_id").GetString(), last.GetProperty("messages")[2].GetProperty("content").GetString()));
    }

    [Fact]
    public async Task Refusals_broken_answers_and_errors_in_the_stream_are_survived()
    {
        int requests = 0;
        await using WebApplication server = await StartAsync(async context =>
        {
            switch (++requests)
            {
                case 1:
                    context.Response.StatusCode = 429;
                    context.Response.Headers.RetryAfter = "7";
                    await context.Response.WriteAsync("""{"error":{"message":"slow down"}}""", context.RequestAborted);
                    break;
                case 2:
                    context.Response.StatusCode = 500;
                    await context.Response.WriteAsync("<html>oops</html>", context.RequestAborted);
                    break;
                case 3:
                    await StreamAsync(context, ["""{"choices":[{"index":0,"delta":{"content":"half an ans"}}]}"""], isDone: false);
                    context.Abort();
                    break;
                case 4:
                    await StreamAsync(context, ["""{"choices":[{"index":0,"delta":{"content":"half"}}]}"""], isDone: false);
                    break;
                case 5:
                    await StreamAsync(context, ["""{"error":{"message":"the engine died"}}"""]);
                    break;
                default:
                    await StreamAsync(context, ["""{"choices":[{"index":0,"delta":{"content":"whole"},"finish_reason":"stop"}]}"""]);
                    break;
            }
        });
        using var fixture = new AgentFixture();
        using HttpClient http = new();
        var client = new ChatCompletionsClient(http, new ChatCompletionsOptions { BaseAddress = Address(server), Model = "k2" });
        AgentResult result = await fixture.RunAsync(client, []);
        Assert.Equal((AgentStatus.Completed, "whole"), (result.Status, result.Answer));
        Assert.Equal(6, requests);
        RequestRetried[] retries = [.. fixture.Events.OfType<RequestRetried>()];
        Assert.Contains("answered 429: slow down", retries[0].Why, StringComparison.Ordinal);
        Assert.True(retries[0].Delay >= TimeSpan.FromSeconds(7));
        Assert.Contains("the engine died", retries[4].Why, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.MapPost("/v1/chat/completions", answer);
        await application.StartAsync(Cancellation);
        return application;
    }

    private static Uri Address(WebApplication server) => new(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");

    private static async Task StreamAsync(HttpContext context, IEnumerable<string> events, bool isDone = true)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (string item in isDone ? events.Append("[DONE]") : events)
        {
            await context.Response.WriteAsync($"data: {item}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
