using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Server.Errors;
using K2Sharp.Server.OpenAI;
using K2Sharp.Server.OpenAI.Chat;
using ModelContextProtocol.Protocol;

namespace K2Sharp.Server.Mcp;

/// <summary>Results of tools: a text for models, and the same with everything around it for programs.</summary>
internal static class McpResults
{
    public static CallToolResult Of(ChatCompletion completion)
    {
        ChatChoice choice = completion.Choices[0];
        Usage usage = completion.Usage!;
        return Result(choice.Message.Content ?? string.Empty, new JsonObject
        {
            ["content"] = choice.Message.Content ?? string.Empty,
            ["reasoning_content"] = choice.Message.ReasoningContent,
            ["finish_reason"] = choice.FinishReason,
            ["model"] = completion.Model,
            ["usage"] = new JsonObject
            {
                ["prompt_tokens"] = usage.PromptTokens,
                ["cached_tokens"] = usage.CachedTokens,
                ["completion_tokens"] = usage.CompletionTokens,
                ["total_tokens"] = usage.TotalTokens,
            },
        });
    }

    public static CallToolResult Of(int tokens) => Result(tokens.ToString(CultureInfo.InvariantCulture), new JsonObject { ["tokens"] = tokens });

    public static CallToolResult Of(ApiError error) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = error.Message }],
    };

    private static CallToolResult Result(string text, JsonObject structured) => new()
    {
        Content = [new TextContentBlock { Text = text }],
        StructuredContent = JsonElement.Parse(structured.ToJsonString()),
    };
}
