using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests;

/// <summary>A model that does what a test says.</summary>
internal sealed class ScriptedClient(Func<IReadOnlyList<ChatMessage>, ChatOptions?, ChatMessage> reply) : IChatClient
{
    private readonly Lock _gate = new();

    /// <summary>All requests so far: what was sent, and with which options.</summary>
    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Requests { get; } = [];

    public ChatFinishReason? Finish { get; set; }

    public UsageDetails Usage { get; set; } = new() { InputTokenCount = 10, OutputTokenCount = 5, ReasoningTokenCount = 3, CachedInputTokenCount = 4 };

    /// <summary>A model that always says the same.</summary>
    public static ScriptedClient Saying(string text) => new((_, _) => new ChatMessage(ChatRole.Assistant, text));

    /// <summary>An assistant's message that calls tools.</summary>
    public static ChatMessage Call(params (string Name, string Arguments)[] calls) => new(
        ChatRole.Assistant,
        [.. calls.Select((call, i) => (AIContent)new FunctionCallContent($"functions.{call.Name}:{i}", call.Name, Arguments(call.Arguments)))]);

    public static Dictionary<string, object?> Arguments(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value.Clone());

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ChatMessage[] sent = [.. messages];
        lock (_gate)
        {
            Requests.Add((sent, options));
        }

        return Task.FromResult(new ChatResponse(reply(sent, options)) { Usage = Usage, FinishReason = Finish });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
