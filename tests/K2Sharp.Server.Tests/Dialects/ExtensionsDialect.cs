using System.Text.Json;
using K2Sharp.Extensions.AI;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Extensions.AI.Telemetry;
using K2Sharp.Server.Tests.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace K2Sharp.Server.Tests.Dialects;

/// <summary>Microsoft.Extensions.AI, without HTTP.</summary>
internal sealed class ExtensionsDialect : IDialect
{
    public async Task<Answered> AskAsync(MiniServer server, Conversation conversation)
    {
        using var client = new K2ChatClient(
            server.Engine,
            server.Services.GetRequiredService<ChatRequestBuilder>(),
            server.Services.GetRequiredService<K2Metrics>(),
            TimeProvider.System,
            NullLogger.Instance,
            "k2");
        List<ChatMessage> messages = [.. conversation.History.Prepend(new Said("user", conversation.Question)).Select(Message)];
        var options = new ChatOptions
        {
            Instructions = conversation.System,
            MaxOutputTokens = 100,
            AllowMultipleToolCalls = conversation.IsParallel,
            Reasoning = conversation.Thinks ? null : new ReasoningOptions { Effort = ReasoningEffort.None },
            ResponseFormat = conversation.Schema is { } schema ? ChatResponseFormat.ForJsonSchema(JsonElement.Parse(schema), "s") : null,
        };
        if (conversation.Tools.Length > 0)
        {
            options.Tools = [.. conversation.Tools.Select(tool => AIFunctionFactory.CreateDeclaration(tool, Conversation.DescriptionOf(tool), JsonElement.Parse(Conversation.ToolSchema)))];
            options.ToolMode = conversation.Choice switch
            {
                "auto" => ChatToolMode.Auto,
                "none" => ChatToolMode.None,
                "required" => ChatToolMode.RequireAny,
                string tool => ChatToolMode.RequireSpecific(tool),
            };
        }

        ChatResponse response = await client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);
        IEnumerable<AIContent> contents = response.Messages.SelectMany(message => message.Contents);
        return new Answered(
            string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text)),
            string.Concat(contents.OfType<TextContent>().Select(content => content.Text)),
            Answered.Join(contents.OfType<FunctionCallContent>().Select(call => (call.CallId, call.Name, JsonSerializer.Serialize(call.Arguments)))),
            (int)response.Usage!.InputTokenCount!,
            (int)response.Usage.OutputTokenCount!);
    }

    private static ChatMessage Message(Said said)
    {
        if (said.Role == "tool")
        {
            return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(said.Answers.Id, said.Text)]);
        }

        List<AIContent> contents = [];
        if (said.Thought is { } thought)
        {
            contents.Add(new TextReasoningContent(thought));
        }

        if (said.Text.Length > 0)
        {
            contents.Add(new TextContent(said.Text));
        }

        contents.AddRange(said.Calls.Select(call => new FunctionCallContent(call.Id, call.Tool, JsonSerializer.Deserialize<Dictionary<string, object?>>(call.Arguments))));
        return new ChatMessage(new ChatRole(said.Role), contents);
    }
}
