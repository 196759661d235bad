using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;
using K2Sharp.Server.Tests.Responses;

namespace K2Sharp.Server.Tests.Anthropic;

/// <summary>Asks a server for messages and checks what every answer must be.</summary>
internal static class MessagesHost
{
    public const string Path = "/v1/messages";

    /// <summary>Asks for a whole message.</summary>
    public static async Task<JsonElement> MessageAsync(this MiniServer server, string json)
    {
        (int status, JsonElement body) = await server.AskAsync(Path, json);
        Assert.True(status == 200, body.GetRawText());
        return body;
    }

    /// <summary>Asks for a message as a stream.</summary>
    /// <param name="server">The server.</param>
    /// <param name="json">The request without its last brace, which <c>stream</c> is put before.</param>
    public static async Task<List<JsonElement>> StreamMessageAsync(this MiniServer server, string json)
    {
        using HttpResponseMessage response = await server.PostAsync(Path, string.Concat(json.AsSpan(0, json.Length - 1), ",\"stream\":true}"));
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return EventReader.Parse(text);
    }

    /// <summary>The content of the blocks of one kind.</summary>
    public static string[] Blocks(this JsonElement message, string type, string member) =>
    [
        .. message.GetProperty("content").EnumerateArray()
            .Where(block => block.GetProperty("type").GetString() == type)
            .Select(block => block.GetProperty(member) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : block.GetProperty(member).GetRawText()),
    ];

    public static string StopReason(this JsonElement message) => message.GetProperty("stop_reason").GetString()!;
}
