using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Tests;

/// <summary>A model whose turns are a function of the conversation, and which remembers what it was asked.</summary>
internal sealed class ScriptedModel(Func<ModelRequest, ScriptedTurn> script) : IChatClient
{
    private readonly Lock _gate = new();

    /// <summary>Turns one after the other; the last one again and again.</summary>
    public static ScriptedModel Of(params ScriptedTurn[] turns) => new(request => turns[Math.Min(request.Number, turns.Length) - 1]);

    public List<ModelRequest> Requests { get; } = [];

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ModelRequest request;
        lock (_gate)
        {
            request = new ModelRequest(Requests.Count + 1, [.. messages], options ?? new ChatOptions());
            Requests.Add(request);
        }

        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        ScriptedTurn turn = script(request);
        if (turn.Reasoning.Length > 0)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new TextReasoningContent(turn.Reasoning)]);
        }

        if (turn.Content.Length > 0)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, turn.Content);
        }

        if (turn.IsEndless)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        if (turn.Throws is not null)
        {
            throw turn.Throws;
        }

        foreach ((string id, string name, string arguments) in turn.Calls)
        {
            var call = new FunctionCallContent(id, name, TryParse(arguments)) { AdditionalProperties = new() { ["k2.arguments"] = arguments } };
            yield return new ChatResponseUpdate(ChatRole.Assistant, [call]);
        }

        int input = request.Messages.Sum(message => message.Contents.Sum(Length)) / 4;
        var usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = 10, CachedInputTokenCount = input / 2, ReasoningTokenCount = 4 };
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)])
        {
            FinishReason = turn.Finish is not null ? new ChatFinishReason(turn.Finish) : turn.Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        };
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private static int Length(AIContent content) => content switch
    {
        TextReasoningContent thought => thought.Text.Length,
        TextContent text => text.Text.Length,
        FunctionResultContent result => result.Result?.ToString()?.Length ?? 0,
        _ => 40,
    };

    private static Dictionary<string, object?>? TryParse(string arguments)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
