using System.ClientModel;
using System.ClientModel.Primitives;
using K2Sharp.Server.Tests.Hosting;
using OpenAI;
using OpenAI.Chat;

namespace K2Sharp.Compatibility;

/// <summary>OpenAI's own .NET client, pointed at a server.</summary>
internal static class OfficialClient
{
    /// <summary>A client as its documentation shows it; it does not retry, so that every error is seen.</summary>
    public static ChatClient For(MiniServer server, string model = "kimi-k2-thinking") => new(
        model,
        new ApiKeyCredential("sk-any"),
        new OpenAIClientOptions { Endpoint = new Uri(server.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(0), NetworkTimeout = TimeSpan.FromMinutes(5) });

    /// <summary>The reasoning of an answer, which the client has no property for.</summary>
    public static string? Reasoning(ClientResult<ChatCompletion> result) =>
        result.GetRawResponse().Content.ToObjectFromJson<System.Text.Json.JsonElement>().GetProperty("choices")[0].GetProperty("message")
            .TryGetProperty("reasoning_content", out System.Text.Json.JsonElement reasoning) ? reasoning.GetString() : null;

#pragma warning disable SCME0001 // The client's way to fields that it does not know is marked as experimental.
    /// <summary>More of the reasoning, in a piece of a stream.</summary>
    public static string? Reasoning(StreamingChatCompletionUpdate update) =>
        update.Patch.TryGetValue("$.choices[0].delta.reasoning_content"u8, out string? reasoning) ? reasoning : null;

    /// <summary>Sets a field of the request that the client does not know.</summary>
    public static ChatCompletionOptions With(this ChatCompletionOptions options, string path, string json)
    {
        options.Patch.Set(System.Text.Encoding.UTF8.GetBytes(path), BinaryData.FromString(json));
        return options;
    }

    /// <summary>Keeps the reasoning with a message that is sent back.</summary>
    public static AssistantChatMessage WithReasoning(this AssistantChatMessage message, string? reasoning)
    {
        if (reasoning is not null)
        {
            message.Patch.Set("$.reasoning_content"u8, reasoning);
        }

        return message;
    }
#pragma warning restore SCME0001
}
