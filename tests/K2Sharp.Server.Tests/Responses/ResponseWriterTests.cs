using System.IO.Pipelines;
using System.Text.Json;
using CsCheck;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Responses.Events;
using K2Sharp.Server.Responses.Input;
using K2Sharp.Server.Responses.Protocol;
using K2Sharp.Server.Tests.Dialects;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Server.Tests.Responses;

public sealed class ResponseWriterTests
{
    private static readonly AnswerTotals s_totals = new(10, 4, 6, 2);

    [Fact]
    public void Any_answer_obeys_the_grammar_and_adds_up_to_what_the_model_said() => Gen.Select(ModelEvents.Messages, Gen.Bool, Gen.Bool).Sample((message, isSummarised, isCarried) =>
    {
        JsonElement response = ResponseGrammar.Check(Sent(Write(message, isSummarised, isCarried), [int.MaxValue]));
        ParsedMessage expected = ParsedMessage.Fold(message);

        // Read as history, the answer is the message that a chat would hold.
        var conversation = new ConversationBuilder();
        foreach (JsonElement item in response.GetProperty("output").EnumerateArray())
        {
            ItemReader.Read(conversation, item, "output");
        }

        ChatMessage read = conversation.Build() is [var only] ? only : ChatMessage.FromAssistant(string.Empty);
        Assert.Equal(expected.Content ?? string.Empty, read.Text);
        Assert.Equal(expected.Reasoning ?? string.Empty, read.ReasoningContent ?? string.Empty);
        Assert.Equal(expected.ToolCalls.Select(call => (call.Id, call.Name, call.Arguments)), read.ToolCalls.Select(call => (call.Id, call.Name, call.Arguments)));
    }, iter: 300);

    [Fact]
    public void Where_the_bytes_are_cut_changes_nothing() => Gen.Select(ModelEvents.Messages, Gen.Int[1, 9].Array[1, 20]).Sample((message, cuts) =>
    {
        ResponseEvent[] events = Write(message, isSummarised: false, isCarried: false);
        Assert.Equal(Sent(events, [int.MaxValue]).Select(item => item.GetRawText()), Sent(events, cuts).Select(item => item.GetRawText()));
    }, iter: 100);

    [Fact]
    public void Where_the_text_is_cut_changes_nothing_but_the_deltas() => Gen.Select(ModelEvents.Messages, Gen.Bool).Sample((message, isSummarised) =>
    {
        AssistantEvent[] whole = [.. ModelEvents.Joined(message)];
        Assert.Equal(Output(Write(message, isSummarised, isCarried: true)), Output(Write(whole, isSummarised, isCarried: true)));
    }, iter: 200);

    [Fact]
    public void A_failure_in_any_state_obeys_the_grammar() => Gen.Select(ModelEvents.Messages, Gen.Int[0, 20], Gen.Bool).Sample((message, at, isSummarised) =>
    {
        ResponseWriter writer = Writer(isSummarised, isCarried: false);
        List<ResponseEvent> events = [.. writer.Begin()];
        foreach (AssistantEvent item in message.Where(item => item is not Finished).Take(at))
        {
            events.AddRange(writer.Next(item, []));
        }

        events.AddRange(writer.Fail(new ApiError(500, ErrorTypes.ServerError, "broken")));
        JsonElement response = ResponseGrammar.Check(Sent([.. events], [int.MaxValue]));
        Assert.Equal("server_error", response.GetProperty("error").GetProperty("code").GetString());
    }, iter: 200);

    [Fact]
    public void What_cannot_be_kept_is_not_said_to_be_complete()
    {
        ResponseWriter writer = Writer(isSummarised: false, isCarried: false);
        List<ResponseEvent> events = [.. writer.Begin(), .. writer.Next(new TextDelta("a"), [])];
        Assert.Throws<IOException>(() => writer.End(FinishReason.Stop, [], s_totals, _ => throw new IOException("full")));
        events.AddRange(writer.Fail(new ApiError(500, ErrorTypes.ServerError, "full")));
        Assert.Equal("failed", ResponseGrammar.Check(Sent([.. events], [int.MaxValue])).GetProperty("status").GetString());
    }

    [Fact]
    public void The_grammar_notices_what_is_wrong()
    {
        ResponseEvent[] good = Write([new ReasoningDelta("a"), new TextDelta("b"), new Finished(FinishReason.Stop)], isSummarised: false, isCarried: false);
        ResponseGrammar.Check(Sent(good, [int.MaxValue]));
        for (int without = 0; without < good.Length; without++)
        {
            // Numbered anew, so that it is not the gap alone that is noticed.
            ResponseEvent[] bad = [.. good.Where((_, index) => index != without).Select((item, index) => item with { SequenceNumber = index })];
            Assert.ThrowsAny<Exception>(() => ResponseGrammar.Check(Sent(bad, [int.MaxValue])));
        }

        Assert.ThrowsAny<Exception>(() => ResponseGrammar.Check(Sent([.. good.Select(item => item with { SequenceNumber = item.SequenceNumber + 1 })], [int.MaxValue])));
    }

    private static ResponseEvent[] Write(IEnumerable<AssistantEvent> message, bool isSummarised, bool isCarried)
    {
        ResponseWriter writer = Writer(isSummarised, isCarried);
        List<ResponseEvent> events = [.. writer.Begin()];
        foreach (AssistantEvent item in message)
        {
            events.AddRange(item is Finished finished ? writer.End(finished.Reason, [], s_totals, _ => { }) : writer.Next(item, []));
        }

        return [.. events];
    }

    private static ResponseWriter Writer(bool isSummarised, bool isCarried) => new(
        new ResponseObject
        {
            Id = "resp_1",
            CreatedAt = 0,
            Status = ResponseStatus.InProgress,
            Model = "m",
            Output = [],
            Reasoning = new ReasoningSettings(),
            Text = new TextSettings(),
            ToolChoice = JsonElement.Parse("\"auto\""),
            Tools = JsonElement.Parse("[]"),
            Metadata = JsonElement.Parse("{}"),
        },
        isSummarised,
        isCarried);

    /// <summary>The events as a client reads them, from pieces of these sizes again and again.</summary>
    private static List<JsonElement> Sent(ResponseEvent[] events, int[] sizes)
    {
        using var stream = new MemoryStream();
        PipeWriter output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        var dialect = new ResponseDialect();
        foreach (ResponseEvent item in events)
        {
            dialect.WriteItem(output, item);
        }

        dialect.WriteEnd(output);
        output.Complete();
        return EventReader.Parse(stream.ToArray(), sizes).Events;
    }

    /// <summary>What is said, without ids.</summary>
    private static string Output(ResponseEvent[] events) => string.Join('\n', events[^1].Response!.Output.Select(item => $"{item.Type} {item.Status} {item.CallId} {item.Arguments} {Texts(item.Content)} {Texts(item.Summary)} {item.EncryptedContent}"));

    private static string Texts(IReadOnlyList<ResponsePart>? parts) => string.Join('|', (parts ?? []).Select(part => part.Text));
}
