using CsCheck;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Server.Tests.Dialects;

/// <summary>What a model may say, in all the forms that the parser makes: a thought, a text and calls, each of them there or not, cut anywhere.</summary>
internal static class ModelEvents
{
    private static readonly Gen<string> s_text = OneOf("a", " b", "\n", "é", "🦊", "\"", "<|im_end|>", "{\"k\":", "event: x\n\n");

    public static Gen<AssistantEvent[]> Messages { get; } = Gen.Select(
        s_text.Array[0, 4], s_text.Array[0, 4], s_text.Array[0, 4].Array[0, 3], OneOf(FinishReason.Stop, FinishReason.Length, FinishReason.ToolCalls),
        (reasoning, text, calls, reason) => (AssistantEvent[])
        [
            .. reasoning.Select(piece => new ReasoningDelta(piece)),
            .. text.Select(piece => new TextDelta(piece)),
            .. calls.SelectMany((pieces, index) => pieces.Select(piece => (AssistantEvent)new ToolArgumentsDelta(index, piece)).Prepend(new ToolCallStarted(index, $"functions.f:{index}", "f"))),
            new Finished(reason),
        ]);

    /// <summary>The same with as few events as may be.</summary>
    public static IEnumerable<AssistantEvent> Joined(AssistantEvent[] message)
    {
        AssistantEvent? last = null;
        foreach (AssistantEvent item in message)
        {
            AssistantEvent? joined = (last, item) switch
            {
                (ReasoningDelta a, ReasoningDelta b) => new ReasoningDelta(a.Text + b.Text),
                (TextDelta a, TextDelta b) => new TextDelta(a.Text + b.Text),
                (ToolArgumentsDelta a, ToolArgumentsDelta b) => new ToolArgumentsDelta(a.Index, a.Text + b.Text),
                _ => null,
            };
            if (joined is null && last is not null)
            {
                yield return last;
            }

            last = joined ?? item;
        }

        yield return last!;
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}
