using System.Diagnostics;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Parsing;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Evaluation;

/// <summary>
/// Plays tasks with a model in the engine: render, generate, parse, run the calls, and again. An episode depends on the checkpoint, the
/// task and the sampling (with its seed) alone, not on what was played before. One caller at a time.
/// </summary>
internal sealed class EpisodePlayer
{
    private readonly K2Engine _engine;
    private readonly PromptTokens _tokens;
    private readonly HashSet<int> _ends;

    /// <param name="engine">The policy; it stays the caller's.</param>
    public EpisodePlayer(K2Engine engine)
    {
        _engine = engine;
        _tokens = new PromptTokens(engine.Tokenizer);
        _ends = [.. engine.Config.EosTokenIds, .. new AssistantTokenReader(engine.Tokenizer, new AssistantStreamParser(new(), static _ => { })).EndOfMessageIds];
    }

    /// <summary>Whether turns keep the ids of their prompts, which a 300-turn episode has 3 million of.</summary>
    public bool KeepsPrompts { get; init; }

    /// <summary>
    /// Whether answers are kept in K2's format where tools are declared, as those to chats are (<see cref="ChatRequest.EnforceFormat"/>); else the model may write any token.
    /// </summary>
    public bool EnforcesFormat { get; init; }

    /// <summary>Plays a task to its end.</summary>
    /// <param name="task">The task.</param>
    /// <param name="sampling">How tokens are drawn; without a seed, each turn takes a fresh one.</param>
    /// <param name="cancellationToken">Gives the episode up.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PlayedEpisode Play(TrainingTask task, SamplingOptions sampling, CancellationToken cancellationToken = default)
    {
        long begin = Stopwatch.GetTimestamp();

        // What the cache holds changes how prefill is cut into steps, and with it the last bits of the logits.
        _engine.Reset();
        IToolWorld world = task.CreateWorld();
        var messages = new List<ChatMessage>(task.Opening);
        var turns = new List<AssistantTurn>();
        var played = new List<PlayedTurn>();
        EpisodeEnd end = EpisodeEnd.TurnLimit;
        while (end == EpisodeEnd.TurnLimit && turns.Count < task.TurnLimit)
        {
            IReadOnlyList<ChatMessage> shown = task.Hiding?.Apply(messages) ?? messages;
            List<int> prompt = _tokens.Encode(shown, task.Tools);
            List<int> forced = task.ForcedThought is { } thought && turns.Count == 0 ? _tokens.Thought(thought) : [];
            prompt.AddRange(forced);
            if (prompt.Count >= _engine.ContextLength)
            {
                end = EpisodeEnd.ContextFull;
                break;
            }

            var request = new GenerationRequest
            {
                Prompt = prompt,
                Sampling = ForTurn(sampling, turns.Count),
                MaxTokens = task.TurnTokenBudget,

                // The engine keeps the token that ended the turn out of the answer, but reinforcement learns to say it.
                StopTokens = [.. _ends],
                Constraint = EnforcesFormat ? Format(shown, task.Tools, hasThought: forced.Count > 0) : null,
            };
            List<int> generated = Generate(request, cancellationToken);
            bool isCut = !_ends.Contains(generated[^1]);
            AssistantTurn turn = Read(forced, generated, isCut, task.Tools, out bool isMalformed);
            turns.Add(turn);
            played.Add(new PlayedTurn(prompt.Count, KeepsPrompts ? [.. prompt] : [], [.. generated]));
            end = isCut ? EpisodeEnd.TurnCut
                : turn.Calls.Count > 0 ? EpisodeEnd.TurnLimit
                : isMalformed ? EpisodeEnd.MalformedCall
                : EpisodeEnd.Answered;

            // Half a call must not change the world; without its calls the turn can stand in the conversation.
            Teaching.Append(messages, isCut ? turn with { Calls = [] } : turn, world);
        }

        var episode = new Episode
        {
            Task = task,
            Messages = messages,
            Turns = turns,
            IsComplete = end == EpisodeEnd.Answered,
            GeneratedTokens = played.Sum(turn => turn.Generated.Length),
        };
        return new PlayedEpisode(episode, end, played, Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>What a chat's answer would be held to; null where it may be anything.</summary>
    private FormatConstraint? Format(IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTool> tools, bool hasThought)
    {
        var request = new ChatRequest { Messages = messages, Tools = tools, Thinking = hasThought ? ThinkingMode.Off : ThinkingMode.On };
        return FormatConstraints.Create(_engine, request, isInThought: false, Teaching.NextCallNumber(messages));
    }

    /// <summary>The answer's tokens, the last being the one that ended the turn unless it was cut.</summary>
    private List<int> Generate(GenerationRequest request, CancellationToken cancellationToken)
    {
        var generated = new List<int>();
        foreach (GenerationEvent step in _engine.Generate(request, cancellationToken))
        {
            if (step is TokenGenerated token)
            {
                generated.Add(token.Token);
            }
            else if (step is GenerationFinished { StopToken: { } end })
            {
                generated.Add(end);
            }
        }

        return generated;
    }

    private AssistantTurn Read(List<int> forced, List<int> generated, bool isCut, IReadOnlyList<ChatTool> tools, out bool isMalformed)
    {
        var builder = new ParsedMessageBuilder();
        var parser = new AssistantStreamParser(new AssistantParserOptions { ToolNames = [.. tools.Select(tool => tool.Name)] }, builder.Add);
        var reader = new AssistantTokenReader(_engine.Tokenizer, parser);
        forced.ForEach(reader.Push);
        generated.ForEach(reader.Push);
        reader.Finish(isCut ? FinishReason.Length : FinishReason.Stop);
        ParsedMessage message = builder.Build();
        isMalformed = parser.SkippedCalls > 0;
        return new AssistantTurn(message.Reasoning, message.Content, message.ToolCalls.Select(call => new ToolRequest(call.Name, call.Arguments)).ToArray());
    }

    private static SamplingOptions ForTurn(SamplingOptions sampling, int turn) => sampling.Seed is { } seed
        ? sampling with { Seed = (long)new TaskRandom((ulong)seed + (ulong)turn).NextBits() }
        : sampling;
}
