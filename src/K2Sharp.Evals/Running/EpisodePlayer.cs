using K2Sharp.Agents.Upstream;
using K2Sharp.Evals.Tasks;
using K2Sharp.Inference;
using Microsoft.Extensions.AI;
using RequestError = K2Sharp.Agents.Loop.RequestError;

namespace K2Sharp.Evals.Running;

/// <summary>
/// Plays an episode: the model's turns, its tools, the user's further messages. The reasoning of earlier turns goes back to the model,
/// without which K2-Thinking degrades in tool loops; at the limit of steps the answer is asked for without tools; when the context
/// is full all earlier tool results are hidden, as in Moonshot's own runs.
/// </summary>
internal sealed class EpisodePlayer(IChatClient client, EvalSettings settings, RetryPolicy retry, TimeProvider clock)
{
    /// <summary>What stands for a hidden tool result: the same as in agent runs and in the trainer's data.</summary>
    public const string HiddenResult = Agents.Loop.Transcript.HiddenResult;

    private const string ForceAnswer = "You have used all steps. Give your final answer now, without tools, in the form that was asked for.";
    private const int CharactersPerToken = 3;

    /// <summary>Plays to the end.</summary>
    /// <param name="episode">A fresh episode.</param>
    /// <param name="seed">Makes the draws repeatable where the endpoint honours seeds.</param>
    /// <param name="cancellation">Ends it early, without a result.</param>
    public async Task<Transcript> PlayAsync(Episode episode, long seed, CancellationToken cancellation)
    {
        var transcript = new Transcript(episode.Opening);

        // What the model sees; it differs from the transcript where results are hidden.
        List<ChatMessage> context = [.. episode.Opening];
        for (int step = 1; ; step++)
        {
            bool isForced = step > settings.MaxSteps;
            ChatMessage reply;
            try
            {
                reply = await TurnAsync(episode, transcript, context, isForced, seed, cancellation).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is ContextLengthException or UpstreamException && RequestError.Of(exception).IsContextOverflow)
            {
                transcript.Ending = EpisodeEnding.ContextFull;
                return transcript;
            }

            FunctionCallContent[] calls = [.. reply.Contents.OfType<FunctionCallContent>()];
            if (transcript.Turns[^1].IsCut)
            {
                transcript.Ending = EpisodeEnding.Truncated;
                return transcript;
            }

            if (isForced || (calls.Length > 0 && episode.EndsAtCalls))
            {
                transcript.Ending = isForced ? EpisodeEnding.StepLimit : EpisodeEnding.Answered;
                return transcript;
            }

            if (calls.Length > 0)
            {
                await CallAsync(episode, transcript, context, calls, cancellation).ConfigureAwait(false);
                if (!FitsContext(transcript, context))
                {
                    transcript.Ending = EpisodeEnding.ContextFull;
                    return transcript;
                }

                if (step == settings.MaxSteps)
                {
                    Say(transcript, context, new ChatMessage(ChatRole.User, ForceAnswer));
                }
            }
            else if (await episode.ContinueAsync(transcript, cancellation).ConfigureAwait(false) is { } next)
            {
                if (step == settings.MaxSteps)
                {
                    transcript.Ending = EpisodeEnding.StepLimit;
                    return transcript;
                }

                Say(transcript, context, next);
            }
            else
            {
                return transcript;
            }
        }
    }

    private async Task<ChatMessage> TurnAsync(
        Episode episode,
        Transcript transcript,
        List<ChatMessage> context,
        bool isForced,
        long seed,
        CancellationToken cancellation)
    {
        ChatOptions options = Options(episode, isForced, seed);
        long start = clock.GetTimestamp();

        // Streamed, because long thoughts outlive the patience of proxies; a stream that breaks is asked for again as a whole.
        ChatResponse response = await retry.RunAsync(
            token => client.GetStreamingResponseAsync(context, options, token).ToChatResponseAsync(token),
            cancellation).ConfigureAwait(false);
        UsageDetails? usage = response.Usage;
        transcript.Turns.Add(new PlayedTurn(
            usage?.InputTokenCount ?? 0,
            usage?.CachedInputTokenCount ?? 0,
            usage?.OutputTokenCount ?? 0,
            usage?.ReasoningTokenCount ?? 0,
            response.FinishReason == ChatFinishReason.Length,
            clock.GetElapsedTime(start).TotalSeconds));
        var reply = new ChatMessage(ChatRole.Assistant, [.. response.Messages.SelectMany(message => message.Contents).Where(content => content is not UsageContent)]);
        Say(transcript, context, reply);
        return reply;
    }

    private ChatOptions Options(Episode episode, bool isForced, long seed)
    {
        var options = new ChatOptions
        {
            Temperature = settings.Temperature,
            TopP = settings.TopP,
            MaxOutputTokens = settings.MaxOutputTokens,
            Seed = seed,
        };

        // Declared also when the answer is forced: taking them away would change the prompt's beginning and what the model was trained on.
        if (episode.Tools.Count > 0)
        {
            options.Tools = [.. episode.Tools];
            options.ToolMode = isForced ? ChatToolMode.None : ChatToolMode.Auto;
        }

        if (settings.ThinkingBudget is { } budget)
        {
            options.AdditionalProperties = new AdditionalPropertiesDictionary { ["thinking_budget"] = budget };
        }

        return options;
    }

    private static async Task CallAsync(
        Episode episode,
        Transcript transcript,
        List<ChatMessage> context,
        FunctionCallContent[] calls,
        CancellationToken cancellation)
    {
        IReadOnlyList<string> results = await episode.CallAllAsync(calls, cancellation).ConfigureAwait(false);
        for (int i = 0; i < calls.Length; i++)
        {
            Say(transcript, context, new ChatMessage(ChatRole.Tool, [new FunctionResultContent(calls[i].CallId, results[i])]) { AuthorName = calls[i].Name });
        }
    }

    private static void Say(Transcript transcript, List<ChatMessage> context, ChatMessage message)
    {
        transcript.Messages.Add(message);
        context.Add(message);
    }

    /// <summary>Hides all tool results but the newest when the next prompt would be too long.</summary>
    /// <returns>False when it still is.</returns>
    private bool FitsContext(Transcript transcript, List<ChatMessage> context)
    {
        if (settings.ContextTokens is not { } window)
        {
            return true;
        }

        PlayedTurn last = transcript.Turns[^1];
        int newest = context.FindLastIndex(message => message.Role != ChatRole.Tool) + 1;
        long fresh = context.Skip(newest).Sum(Characters) / CharactersPerToken;
        long reserve = settings.MaxOutputTokens ?? settings.ThinkingBudget ?? 0;
        long needed = last.InputTokens + last.OutputTokens + fresh + Math.Min(reserve, window / 4);
        if (needed <= window)
        {
            return true;
        }

        long saved = 0;
        for (int i = 0; i < newest; i++)
        {
            if (context[i].Role == ChatRole.Tool)
            {
                saved += Math.Max(0, Characters(context[i]) - HiddenResult.Length);
                context[i] = Hidden(context[i]);
            }
        }

        transcript.Hidings++;
        return saved > 0 && needed - (saved / CharactersPerToken) <= window;
    }

    private static long Characters(ChatMessage message) => message.Contents.OfType<FunctionResultContent>().Sum(result => result.Result?.ToString()?.Length ?? 0);

    private static ChatMessage Hidden(ChatMessage message) =>
        new(ChatRole.Tool, [.. message.Contents.Select(content => content is FunctionResultContent result ? new FunctionResultContent(result.CallId, HiddenResult) : content)]) { AuthorName = message.AuthorName };
}
