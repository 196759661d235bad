using System.IO.Pipelines;
using CsCheck;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.Generation;
using K2Sharp.Server.OpenAI;
using K2Sharp.Server.OpenAI.Chat;
using K2Sharp.Server.Tests.Dialects;
using K2Sharp.Server.Tests.Hosting;
using K2Sharp.Server.Tests.Responses;
using K2Sharp.Server.Wire;
using K2Sharp.Text.Parsing;

namespace K2Sharp.Server.Tests.OpenAI.Chat;

public sealed class ChunkFactoryTests(SharedServer shared)
{
    private static readonly AnswerTotals s_totals = new(10, 4, 6, 2);

    [Fact]
    public void Any_answer_obeys_the_form_and_adds_up_to_what_the_model_said_wherever_the_bytes_are_cut()
    {
        MiniServer server = shared.Get();
        Gen.Select(ModelEvents.Messages, Gen.Int[1, 9].Array[1, 20]).Sample(
            (message, cuts) =>
            {
                EventReader reader = EventReader.Parse(Write(server, message, isEnded: true), cuts, isNamed: false);
                ChunkGrammar grammar = ChunkGrammar.Check(reader.Events);
                Assert.True(reader.IsDone && grammar.IsWhole);
                ParsedMessage expected = ParsedMessage.Fold(message);
                Assert.Equal((expected.Reasoning, expected.Content, expected.FinishReason), (grammar.Message.Reasoning, grammar.Message.Content, grammar.Message.FinishReason));
                Assert.Equal(expected.ToolCalls, grammar.Message.ToolCalls);
            },
            iter: 200);
    }

    [Fact]
    public void An_answer_without_its_end_is_not_whole()
    {
        EventReader reader = EventReader.Parse(Write(shared.Get(), [new ReasoningDelta("a"), new TextDelta("b")], isEnded: false), [int.MaxValue], isNamed: false);
        ChunkGrammar grammar = ChunkGrammar.Check(reader.Events);
        Assert.False(reader.IsDone);
        Assert.False(grammar.IsWhole);
        Assert.Equal(("a", "b"), (grammar.Message.Reasoning, grammar.Message.Content));
    }

    private static byte[] Write(MiniServer server, IEnumerable<AssistantEvent> message, bool isEnded)
    {
        var chunks = new ChunkFactory(new ResponseIdentity("chatcmpl-1", 0, "m", "fp"), server.Engine.Tokenizer, reportsLogProbs: false);
        var dialect = new EventDialect<ChatCompletionChunk>(OpenAIJson.Wire.ChatCompletionChunk);
        using var stream = new MemoryStream();
        PipeWriter output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        dialect.WriteSilence(output, "prompt 1/2");
        dialect.WriteItem(output, chunks.Begin(0));
        foreach (AssistantEvent item in message)
        {
            dialect.WriteItem(output, chunks.Next(new AnswerStep(0, item, []), s_totals));
        }

        if (isEnded)
        {
            dialect.WriteEnd(output);
        }

        output.Complete();
        return stream.ToArray();
    }
}
