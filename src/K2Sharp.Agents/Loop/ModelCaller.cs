using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Agents.Journal;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Loop;

/// <summary>Sends requests, repeats those that failed for a reason that may pass, and folds the stream into a reply.</summary>
internal sealed class ModelCaller(IChatClient client, RetryOptions options, TimeProvider clock, Action<AgentEvent> report)
{
    private static readonly JsonSerializerOptions s_relaxed =
        new(AIJsonUtilities.DefaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = false };

    /// <summary>The reply to a conversation.</summary>
    /// <exception cref="ModelUnavailableException">The last attempt failed, or the error is one that does not pass.</exception>
    /// <exception cref="ContextOverflowException">The model's side says that the prompt is too long.</exception>
    public async Task<ModelReply> AskAsync(IReadOnlyList<ChatMessage> messages, ChatOptions chat, long seed, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await StreamAsync(messages, chat, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // Every client has its own exceptions; what may pass is told apart below.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                RequestError error = RequestError.Of(exception);
                if (error.IsContextOverflow)
                {
                    throw new ContextOverflowException(error.Message, exception);
                }

                TimeSpan delay = Delay(attempt, seed, error.RetryAfter);
                if (!error.IsTransient || attempt >= options.MaxAttempts || error.RetryAfter > options.LongestRetryAfter)
                {
                    string attempts = attempt == 1 ? string.Empty : $" (after {attempt} attempts)";
                    throw new ModelUnavailableException(error.Message + attempts, exception);
                }

                report(new RequestRetried(attempt, delay, error.Message));
                await Wait.ForAsync(delay, clock, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Doubling waits of which up to a half is left out, so that many runs do not return in step; never less than the server asks for.</summary>
    private TimeSpan Delay(int attempt, long seed, TimeSpan? retryAfter)
    {
        double longest = Math.Min(options.LongestDelay.TotalSeconds, options.FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 30)));
        double jittered = longest * (1 - (0.5 * StepSeed.Fraction(seed, attempt)));
        TimeSpan own = TimeSpan.FromSeconds(jittered);
        return retryAfter is null ? own : retryAfter.Value + (own * 0.25);
    }

    private async Task<ModelReply> StreamAsync(IReadOnlyList<ChatMessage> messages, ChatOptions chat, CancellationToken cancellation)
    {
        var reasoning = new StringBuilder();
        var content = new StringBuilder();
        List<FunctionCallContent> calls = [];
        ChatFinishReason? finish = null;
        var usage = new UsageDetails();
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(messages, chat, cancellation).ConfigureAwait(false))
        {
            finish = update.FinishReason ?? finish;
            foreach (AIContent item in update.Contents)
            {
                switch (item)
                {
                    case TextReasoningContent thought when !string.IsNullOrEmpty(thought.Text):
                        reasoning.Append(thought.Text);
                        report(new ThinkingWritten(thought.Text));
                        break;
                    case TextContent text when !string.IsNullOrEmpty(text.Text):
                        content.Append(text.Text);
                        report(new TextWritten(text.Text));
                        break;
                    case FunctionCallContent call:
                        calls.Add(call);
                        break;
                    case UsageContent used:
                        usage.Add(used.Details);
                        break;
                    case ErrorContent error:
                        throw new IOException($"the model's side reports an error: {error.Message}");
                    default:
                        break;
                }
            }
        }

        return new ModelReply(
            reasoning.ToString(),
            content.ToString(),
            [.. calls.Select(call => (call.Name, Arguments(call)))],
            finish?.Value,
            new TurnUsage
            {
                Input = usage.InputTokenCount ?? 0,
                Cached = usage.CachedInputTokenCount ?? 0,
                Output = usage.OutputTokenCount ?? 0,
                Reasoning = usage.ReasoningTokenCount ?? 0,
            });
    }

    /// <summary>The exact text of a call's arguments, where the client kept it.</summary>
    internal static string Arguments(FunctionCallContent call)
    {
        if (call.AdditionalProperties?.TryGetValue(Transcript.RawArguments, out object? raw) == true && raw is string text)
        {
            return text;
        }

        return call.Arguments is null
            ? call.Exception is null ? "{}" : string.Empty
            : JsonSerializer.Serialize(call.Arguments, s_relaxed.GetTypeInfo(typeof(IDictionary<string, object?>)));
    }
}
