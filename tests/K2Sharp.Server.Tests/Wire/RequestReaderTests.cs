using System.Buffers;
using System.Text;
using K2Sharp.Server.Errors;
using K2Sharp.Server.OpenAI;
using K2Sharp.Server.OpenAI.Chat;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.Tests.Wire;

public sealed class RequestReaderTests
{
    [Theory]
    [InlineData("""{"max_tokens":"16"}""", "max_tokens", "expected a whole number, found a string")]
    [InlineData("""{"max_tokens":1.5}""", "max_tokens", "expected a whole number of at most 2147483647")]
    [InlineData("""{"temperature":"hot"}""", "temperature", "expected a number, found a string")]
    [InlineData("""{"stream":"yes"}""", "stream", "expected true or false, found a string")]
    [InlineData("""{"stream":1}""", "stream", "expected true or false, found a number")]
    [InlineData("""{"model":["a"]}""", "model", "expected a string, found an array")]
    [InlineData("""{"seed":true}""", "seed", "expected a whole number, found true")]
    [InlineData("""{"stop":{}}""", "stop", "expected a string or an array of strings, found an object")]
    [InlineData("""{"stop":["a",1]}""", "stop", "expected a string or an array of strings, found a number")]
    [InlineData("""{"stream_options":true}""", "stream_options", "expected an object")]
    [InlineData("""{"stream_options":{"include_usage":"a"}}""", "stream_options.include_usage", "expected true or false, found a string")]
    [InlineData("""{"logit_bias":{"5":"a"}}""", "logit_bias.5", "expected a number, found a string")]
    [InlineData("""{"thinking":{"budget_tokens":"a"}}""", "thinking.budget_tokens", "expected a whole number, found a string")]
    [InlineData("""{"chat_template_kwargs":{"thinking":"no"}}""", "chat_template_kwargs.thinking", "expected true or false, found a string")]
    [InlineData("""{"tool_choice":"any"}""", "tool_choice", "found another string")]
    [InlineData("""{"tool_choice":7}""", "tool_choice", "found a number")]
    [InlineData("""{"tool_choice":{"type":"function"}}""", "tool_choice", "found another object")]
    [InlineData("""{"response_format":{"type":3}}""", "response_format.type", "expected a string, found a number")]
    [InlineData("""{"model":"\ud800"}""", "model", "not valid Unicode")]
    [InlineData("""{"n":99999999999}""", "n", "expected a whole number of at most 2147483647")]
    public void A_value_of_the_wrong_kind_is_named_by_its_path(string body, string field, string problem)
    {
        ApiError error = Assert.Throws<ApiException>(() => Parse(body)).Error;
        Assert.Equal(400, error.Status);
        Assert.Equal(ErrorTypes.InvalidRequest, error.Type);
        Assert.Equal(field, error.Param);
        Assert.StartsWith($"{field}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("""{"model":"a",}""")]
    [InlineData("""{"model":"a"} x""")]
    [InlineData("""{"model":"a"} {}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    public void A_body_that_is_no_object_is_refused(string body)
    {
        ApiError error = Assert.Throws<ApiException>(() => Parse(body)).Error;
        Assert.Equal(400, error.Status);
        Assert.Null(error.Param);
    }

    [Fact]
    public void A_body_that_is_nested_without_end_is_refused()
        => Assert.Equal(400, Assert.Throws<ApiException>(() => Parse($$"""{"messages":{{new string('[', 100_000)}}""")).Error.Status);

    [Fact]
    public void Unknown_fields_and_nulls_are_tolerated()
    {
        ChatCompletionRequest request = Parse("""{"model":"a","store":true,"metadata":{"a":[1,{}]},"max_tokens":null,"stop":null,"tool_choice":null,"stream_options":null}""");
        Assert.Equal("a", request.Model);
        Assert.Null(request.MaxTokens);
        Assert.Null(request.Stop);
        Assert.Null(request.ToolChoice);
    }

    [Fact]
    public void Whole_numbers_may_be_written_with_a_point() => Assert.Equal(16, Parse("""{"max_tokens":16.0}""").MaxTokens);

    [Fact]
    public void A_stop_may_be_a_text_or_several()
    {
        Assert.Equal(["a"], Parse("""{"stop":"a"}""").Stop!.Values);
        Assert.Equal(["a", "b"], Parse("""{"stop":["a","b"]}""").Stop!.Values);
    }

    /// <summary>Bodies come in pieces of any size.</summary>
    [Fact]
    public void Where_the_body_is_cut_makes_no_difference()
    {
        byte[] body = Encoding.UTF8.GetBytes("""{"model":"kimi-ü-😀","messages":[{"role":"user","content":"1"}],"max_tokens":12,"stop":["ab","cd"]}""");
        for (int cut = 1; cut < body.Length; cut++)
        {
            var first = new Piece(body.AsMemory(0, cut), 0);
            var last = first.Append(body.AsMemory(cut));
            ChatCompletionRequest request = RequestReader.Parse(new ReadOnlySequence<byte>(first, 0, last, body.Length - cut), OpenAIJson.Wire.ChatCompletionRequest);
            Assert.Equal("kimi-ü-😀", request.Model);
            Assert.Equal(12, request.MaxTokens);
            Assert.Equal(["ab", "cd"], request.Stop!.Values);
        }
    }

    private static ChatCompletionRequest Parse(string body) =>
        RequestReader.Parse(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)), OpenAIJson.Wire.ChatCompletionRequest);

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
