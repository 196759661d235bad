using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.ToolFormat;

namespace K2Sharp.Inference.Engine;

/// <summary>Decides whether a chat request's answer is kept in a format, and makes the constraint that does it.</summary>
internal static class FormatConstraints
{
    /// <summary>Whether the answer to a request follows rules of its own making, rather than none or a given constraint.</summary>
    public static bool Wants(ChatRequest request) =>
        request.Constraint is null && request.EnforceFormat && (request.Tools.Count > 0 || request.ResponseFormat is not null || Demands(request));

    /// <summary>The constraint for an answer; null where any token may come.</summary>
    /// <param name="engine">Who answers.</param>
    /// <param name="request">What to answer.</param>
    /// <param name="isInThought">Whether the prompt ends inside a thought.</param>
    /// <exception cref="AnswerFormatException">What is asked for contradicts itself, or cannot be enforced in full.</exception>
    /// <exception cref="ArgumentException">A format is asked for beside a constraint.</exception>
    public static FormatConstraint? Create(K2Engine engine, ChatRequest request, bool isInThought) =>
        Create(engine, request, isInThought, ToolCallIds.Count(request.Messages));

    /// <summary>The same where the prompt shows the calls' own ids, from <paramref name="nextCall"/> on, and perhaps not all calls.</summary>
    public static FormatConstraint? Create(K2Engine engine, ChatRequest request, bool isInThought, int nextCall) =>
        Compile(engine, request) is { } format ? new FormatConstraint(Begin(format, request, isInThought, nextCall), engine.Tokenizer) : null;

    /// <summary>Throws what <see cref="Create(K2Engine, ChatRequest, bool)"/> would throw for the rules of a request, and keeps what it compiles for it.</summary>
    public static void Check(K2Engine engine, ChatRequest request) => Compile(engine, request);

    private static AnswerFormat? Compile(K2Engine engine, ChatRequest request)
    {
        if (Wants(request))
        {
            return engine.Formats.Compile(new AnswerRules
            {
                Tools = request.Tools,
                ToolChoice = request.ToolChoice,
                AllowParallelCalls = request.AllowParallelToolCalls,
                Content = request.ResponseFormat,
            });
        }

        return !Demands(request) ? null
            : request.Constraint is not null ? throw new ArgumentException("a constraint replaces the rules of tool_choice and response_format; give one or the other")
            : throw new AnswerFormatException(
                request.ResponseFormat is not null ? "response_format" : "tool_choice", "this can only be kept where formats are enforced, which is switched off");
    }

    private static AnswerState Begin(AnswerFormat format, ChatRequest request, bool isInThought, int historyCalls) => request.Thinking switch
    {
        ThinkingMode.On => format.Begin(AnswerStart.Thinking, historyCalls),
        ThinkingMode.Partial when isInThought => format.Begin(AnswerStart.InThought, historyCalls),
        ThinkingMode.Partial => format.Begin(AnswerStart.InContent, historyCalls, request.Messages[^1].Text),
        _ => format.Begin(AnswerStart.InContent, historyCalls),
    };

    private static bool Demands(ChatRequest request) =>
        request.ResponseFormat is not null || request.ToolChoice.Mode is ToolCallMode.Required or ToolCallMode.Named;
}
