using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Evals.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Evals.Tests;

/// <summary>An OpenAI-compatible server on a socket of this machine whose model does what a test says.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Func<JsonElement, ChatMessage?> _reply;
    private readonly Lock _gate = new();

    private ChatServer(WebApplication application, Func<JsonElement, ChatMessage?> reply) => (_application, _reply) = (application, reply);

    /// <summary>The bodies of all requests so far.</summary>
    public List<JsonElement> Requests { get; } = [];

    /// <summary>The server's address, without its API's path.</summary>
    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts a server.</summary>
    /// <param name="reply">The model: a request's body in, its turn out; null when it is too busy.</param>
    public static async Task<ChatServer> StartAsync(Func<JsonElement, ChatMessage?> reply)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        var server = new ChatServer(application, reply);
        application.MapPost("/v1/chat/completions", server.AnswerAsync);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>A server whose model goes by the conversation alone.</summary>
    public static Task<ChatServer> StartAsync(Func<IReadOnlyList<ChatMessage>, ChatMessage?> reply) =>
        StartAsync((JsonElement request) => reply(OpenAIMessages.Read(request.GetProperty("messages"))));

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        JsonElement request = (await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted)).RootElement.Clone();
        lock (_gate)
        {
            Requests.Add(request);
        }

        if (_reply(request) is not { } reply)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync("""{"error":{"message":"busy"}}""", context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(Stream(reply), context.RequestAborted);
    }

    private static string Stream(ChatMessage reply)
    {
        var text = new StringBuilder();
        string reasoning = string.Concat(reply.Contents.OfType<TextReasoningContent>().Select(thought => thought.Text));
        Chunk(text, new JsonObject { ["role"] = "assistant", ["reasoning_content"] = reasoning.Length > 0 ? reasoning : "I know that." }, null);
        if (reply.Text.Length > 0)
        {
            Chunk(text, new JsonObject { ["content"] = reply.Text }, null);
        }

        FunctionCallContent[] calls = [.. reply.Contents.OfType<FunctionCallContent>()];
        for (int i = 0; i < calls.Length; i++)
        {
            // In two pieces, as models write them.
            string arguments = CallArguments.Text(calls[i]);
            Piece(text, i, new JsonObject { ["id"] = calls[i].CallId, ["type"] = "function", ["function"] = new JsonObject { ["name"] = calls[i].Name, ["arguments"] = arguments[..(arguments.Length / 2)] } });
            Piece(text, i, new JsonObject { ["function"] = new JsonObject { ["arguments"] = arguments[(arguments.Length / 2)..] } });
        }

        Chunk(text, [], calls.Length > 0 ? "tool_calls" : "stop");
        return text.Append("data: [DONE]\n\n").ToString();
    }

    private static void Piece(StringBuilder text, int index, JsonObject call)
    {
        call["index"] = index;
        Chunk(text, new JsonObject { ["tool_calls"] = new JsonArray(call) }, null);
    }

    private static void Chunk(StringBuilder text, JsonObject delta, string? finish)
    {
        var chunk = new JsonObject
        {
            ["id"] = "c",
            ["object"] = "chat.completion.chunk",
            ["created"] = 1,
            ["model"] = "scripted",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
        };
        if (finish is not null)
        {
            chunk["usage"] = JsonNode.Parse("""{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}""");
        }

        text.Append("data: ").Append(chunk.ToJsonString()).Append("\n\n");
    }
}
