using System.Text.Json;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Server.Tests.Hosting;
using K2Sharp.Text.ChatTemplate;
using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Server.Tests.Responses;

/// <summary>Asks a server for responses and checks what every answer must be.</summary>
internal static class ResponsesHost
{
    public const string Path = "/v1/responses";

    /// <summary>Asks for a whole response.</summary>
    public static async Task<JsonElement> RespondAsync(this MiniServer server, string json)
    {
        (int status, JsonElement body) = await server.AskAsync(Path, json);
        Assert.True(status == 200, body.GetRawText());
        return body;
    }

    /// <summary>Asks for a response as a stream.</summary>
    public static async Task<List<JsonElement>> StreamResponseAsync(this MiniServer server, string json)
    {
        using HttpResponseMessage response = await server.PostAsync(Path, json);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return EventReader.Parse(text);
    }

    /// <summary>The last call that asks this: other tests ask the same server other things meanwhile.</summary>
    /// <param name="server">The server.</param>
    /// <param name="question">What the first user message says.</param>
    public static ChatCall LastCall(this MiniServer server, string question) =>
        server.Scripts.Calls.Last(call => call.Messages.First(message => message.Role is ChatRole.User).Text == question);

    /// <summary>The prompt of the last call that asks this.</summary>
    public static int[] LastPrompt(this MiniServer server, string question)
    {
        ChatRequestBuilder builder = server.Services.GetRequiredService<ChatRequestBuilder>();
        return builder.Render(builder.Build(server.LastCall(question)));
    }

    public static string Text(this JsonElement response) => string.Concat(response.GetProperty("output").EnumerateArray()
        .Where(item => item.GetProperty("type").GetString() == "message")
        .SelectMany(item => item.GetProperty("content").EnumerateArray())
        .Select(part => part.GetProperty("text").GetString()));

    public static string[] Types(this JsonElement response) => [.. response.GetProperty("output").EnumerateArray().Select(item => item.GetProperty("type").GetString()!)];

    public static string Id(this JsonElement value) => value.GetProperty("id").GetString()!;
}
