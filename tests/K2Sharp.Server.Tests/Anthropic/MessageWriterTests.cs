using System.IO.Pipelines;
using System.Text.Json;
using CsCheck;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.Anthropic;
using K2Sharp.Server.Anthropic.Events;
using K2Sharp.Server.Anthropic.Input;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Tests.Dialects;
using K2Sharp.Server.Tests.Responses;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Server.Tests.Anthropic;

public sealed class MessageWriterTests
{
    private static readonly AnswerTotals s_totals = new(10, 4, 6, 2);
    private static readonly ThoughtSigner s_signer = new(state: null);

    [Fact]
    public void Any_answer_obeys_the_grammar_and_adds_up_to_what_the_model_said() => ModelEvents.Messages.Sample(
        message =>
        {
            JsonElement streamed = MessageGrammar.Check(Sent(Write(message, out MessageObject whole), [int.MaxValue]));
            Assert.Equal(JsonSerializer.Serialize(whole, AnthropicJson.Wire.MessageObject), JsonSerializer.Serialize(
                streamed.Deserialize(AnthropicJson.Wire.MessageObject), AnthropicJson.Wire.MessageObject));

            // Read as history, the answer is the message that a chat would hold.
            ParsedMessage expected = ParsedMessage.Fold(message);
            string turn = $$"""[{"role":"assistant","content":{{streamed.GetProperty("content").GetRawText()}}}]""";
            ChatMessage read = Assert.Single(new TurnReader(s_signer).Read(default, JsonElement.Parse(turn)));
            Assert.Equal(expected.Content ?? string.Empty, read.Text);
            Assert.Equal(expected.Reasoning ?? string.Empty, read.ReasoningContent ?? string.Empty);
            Assert.Equal(
                expected.ToolCalls.Select(call => (call.Id, call.Name, Whole(call.Arguments))),
                read.ToolCalls.Select(call => (call.Id, call.Name, JsonElement.Parse(call.Arguments).GetRawText())));
        },
        iter: 300);

    [Fact]
    public void Where_the_bytes_are_cut_changes_nothing() => Gen.Select(ModelEvents.Messages, Gen.Int[1, 9].Array[1, 20]).Sample(
        (message, cuts) =>
        {
            MessageEvent[] events = Write(message, out _);
            Assert.Equal(Sent(events, [int.MaxValue]).Select(item => item.GetRawText()), Sent(events, cuts).Select(item => item.GetRawText()));
        },
        iter: 100);

    [Fact]
    public void Where_the_text_is_cut_changes_nothing_but_the_deltas() => ModelEvents.Messages.Sample(
        message =>
        {
            Write(message, out MessageObject pieces);
            Write([.. ModelEvents.Joined(message)], out MessageObject whole);
            Assert.Equal(JsonSerializer.Serialize(whole, AnthropicJson.Wire.MessageObject), JsonSerializer.Serialize(pieces, AnthropicJson.Wire.MessageObject));
        },
        iter: 200);

    [Fact]
    public void A_failure_in_any_state_obeys_the_grammar() => Gen.Select(ModelEvents.Messages, Gen.Int[0, 20]).Sample(
        (message, at) =>
        {
            MessageWriter writer = Writer();
            MessageEvent[] events = [.. message.Where(item => item is not Finished).Take(at).SelectMany(writer.Next)];
            MessageGrammar grammar = MessageGrammar.CheckPrefix(Sent(events, [int.MaxValue], new ApiError(503, ErrorTypes.EngineOverloaded, "the server is shutting down")));
            Assert.Equal(
                """{"type":"error","error":{"type":"overloaded_error","message":"the server is shutting down"}}""", grammar.Error?.GetRawText());
        },
        iter: 200);

    [Fact]
    public void Silence_before_the_first_token_is_a_ping_behind_the_start()
    {
        MessageWriter writer = Writer();
        using var stream = new MemoryStream();
        PipeWriter output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        var dialect = new MessageDialect(() => writer.Start(s_totals));
        dialect.WriteStart(output);
        dialect.WriteSilence(output, "computing the prompt");
        output.Complete();
        Assert.Equal(1, MessageGrammar.CheckPrefix(EventReader.Parse(stream.ToArray(), [3]).Events).Pings);
    }

    [Fact]
    public void The_grammar_notices_what_is_wrong()
    {
        MessageEvent[] good = Write([new ReasoningDelta("a"), new TextDelta("b"), new ToolCallStarted(0, "functions.f:0", "f"), new ToolArgumentsDelta(0, "{}"), new Finished(FinishReason.ToolCalls)], out _);
        MessageGrammar.Check(Sent(good, [int.MaxValue]));
        for (int without = 0; without < good.Length; without++)
        {
            if (good[without].Delta is BlockDelta { Type: not "signature_delta" })
            {
                // A block may be empty.
                continue;
            }

            MessageEvent[] bad = [.. good.Where((_, index) => index != without)];
            Assert.ThrowsAny<Exception>(() => MessageGrammar.Check(Sent(bad, [int.MaxValue])));
        }

        Assert.ThrowsAny<Exception>(() => MessageGrammar.Check(Sent([.. good.Select(item => item.Index is { } index ? item with { Index = index + 1 } : item)], [int.MaxValue])));
    }

    private static string Whole(string arguments)
    {
        try
        {
            return JsonElement.Parse(arguments) is { ValueKind: JsonValueKind.Object } value ? value.GetRawText() : Cut(arguments);
        }
        catch (JsonException)
        {
            return Cut(arguments);
        }
    }

    private static string Cut(string arguments) =>
        JsonElement.Parse(new System.Text.Json.Nodes.JsonObject { ["_partial_json"] = arguments }.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })).GetRawText();

    private static MessageWriter Writer() => new(new MessageObject { Id = "msg_1", Model = "m", Content = [], Usage = MessageUsage.Of(s_totals) }, s_signer.Sign);

    private static MessageEvent[] Write(IEnumerable<AssistantEvent> message, out MessageObject whole)
    {
        MessageWriter writer = Writer();
        List<MessageEvent> events = [];
        MessageObject? end = null;
        foreach (AssistantEvent item in message)
        {
            events.AddRange(item is Finished ? writer.End(StopReasons.EndTurn, null, s_totals, out end) : writer.Next(item));
        }

        whole = end!;
        return [.. events];
    }

    /// <summary>The events as a client reads them, from pieces of these sizes again and again.</summary>
    private static List<JsonElement> Sent(MessageEvent[] events, int[] sizes, ApiError? error = null)
    {
        using var stream = new MemoryStream();
        PipeWriter output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        MessageWriter writer = Writer();
        var dialect = new MessageDialect(() => writer.Start(s_totals));
        dialect.WriteStart(output);
        foreach (MessageEvent item in events)
        {
            dialect.WriteItem(output, item);
        }

        if (error is null)
        {
            dialect.WriteEnd(output);
        }
        else
        {
            dialect.WriteError(output, error);
        }

        output.Complete();
        return EventReader.Parse(stream.ToArray(), sizes).Events;
    }
}
