using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.OpenAI.Completions;

public sealed class TextCompletionsTests(SharedServer shared)
{
    private const string Path = "/v1/completions";

    [Fact]
    public async Task A_prompt_of_text_is_a_prompt_of_its_tokens()
    {
        MiniServer server = shared.Get();
        int[] tokens = server.Engine.Tokenizer.Encode("Hello there");
        string text = Text((await server.AskAsync(Path, """{"prompt":"Hello there","temperature":0,"max_tokens":8}""")).Body);
        Assert.Equal(text, Text((await server.AskAsync(Path, $$"""{"prompt":[{{string.Join(',', tokens)}}],"temperature":0,"max_tokens":8}""")).Body));
    }

    [Fact]
    public async Task A_rendered_prompt_goes_on_as_the_chat_does()
    {
        MiniServer server = shared.Get();
        (_, JsonElement tokens) = await server.AskAsync("/tokenize", """{"messages":[{"role":"user","content":"anything"}]}""");
        Assert.True(server.Engine.Tokenizer.TryGetSpecialId("<think>", out int think));
        (_, JsonElement chat) = await server.AskAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"anything"}],"temperature":0,"max_tokens":9}""");
        string prompt = string.Join(',', tokens.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32()).Append(think));
        (_, JsonElement raw) = await server.AskAsync(Path, $$"""{"prompt":[{{prompt}}],"temperature":0,"max_tokens":8}""");
        JsonElement message = chat.GetProperty("choices")[0].GetProperty("message");
        Assert.StartsWith(message.GetProperty("reasoning_content").GetString()!, Text(raw), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_prompts_and_answers_are_numbered_prompt_by_prompt()
    {
        MiniServer server = shared.Get();
        (int status, JsonElement body) = await server.AskAsync(Path, """{"prompt":["Aa","Bbb"],"n":2,"max_tokens":4,"seed":3,"echo":true}""");
        Assert.Equal(200, status);
        JsonElement[] choices = [.. body.GetProperty("choices").EnumerateArray()];
        Assert.Equal([0, 1, 2, 3], choices.Select(choice => choice.GetProperty("index").GetInt32()));
        Assert.All(choices[..2], choice => Assert.StartsWith("Aa", choice.GetProperty("text").GetString(), StringComparison.Ordinal));
        Assert.All(choices[2..], choice => Assert.StartsWith("Bbb", choice.GetProperty("text").GetString(), StringComparison.Ordinal));
        int prompts = server.Engine.Tokenizer.Encode("Aa").Length + server.Engine.Tokenizer.Encode("Bbb").Length;
        Assert.Equal(prompts, body.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public async Task A_stream_adds_up_to_the_whole()
    {
        MiniServer server = shared.Get();
        const string Body = """{"prompt":"Once","temperature":0,"max_tokens":12,"logprobs":2""";
        (_, JsonElement whole) = await server.AskAsync(Path, $"{Body}}}");
        List<JsonElement> pieces = await server.StreamAsync(Path, $"{Body},\"stream\":true,\"stream_options\":{{\"include_usage\":true}}}}");
        Assert.Equal(Text(whole), string.Concat(pieces.SelectMany(piece => piece.GetProperty("choices").EnumerateArray()).Select(choice => choice.GetProperty("text").GetString())));
        Assert.Equal(0, pieces[^1].GetProperty("choices").GetArrayLength());
        Assert.Equal(whole.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), pieces[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        JsonElement logProbs = whole.GetProperty("choices")[0].GetProperty("logprobs");
        int count = logProbs.GetProperty("tokens").GetArrayLength();
        Assert.InRange(count, 1, 12);
        foreach (string list in (string[])["token_logprobs", "top_logprobs", "text_offset"])
        {
            Assert.Equal(count, logProbs.GetProperty(list).GetArrayLength());
        }
    }

    [Fact]
    public async Task A_stop_string_ends_the_text_before_it()
    {
        MiniServer server = shared.Get();
        string free = Text((await server.AskAsync(Path, """{"prompt":"Once","temperature":0,"max_tokens":24}""")).Body);
        string stop = free.Substring(free.Length / 2, 2);
        string escaped = JsonEncodedText.Encode(stop).ToString();
        (_, JsonElement body) = await server.AskAsync(Path, $$"""{"prompt":"Once","temperature":0,"max_tokens":24,"stop":"{{escaped}}"}""");
        Assert.Equal(free[..free.IndexOf(stop, StringComparison.Ordinal)], Text(body));
        Assert.Equal("stop", body.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData("{}", "prompt")]
    [InlineData("""{"prompt":""}""", "prompt")]
    [InlineData("""{"prompt":[]}""", "prompt")]
    [InlineData("""{"prompt":7}""", "prompt")]
    [InlineData("""{"prompt":["a",1]}""", "prompt")]
    [InlineData("""{"prompt":[1,"a"]}""", "prompt")]
    [InlineData("""{"prompt":[99999]}""", "prompt")]
    [InlineData("""{"prompt":[-1]}""", "prompt")]
    [InlineData("""{"prompt":["a","b","c","d"],"n":5}""", "prompt")]
    [InlineData("""{"prompt":"a","suffix":"b"}""", "suffix")]
    [InlineData("""{"prompt":"a","best_of":3}""", "best_of")]
    [InlineData("""{"prompt":"a","logprobs":9}""", "logprobs")]
    [InlineData("""{"prompt":"a","logprobs":1,"echo":true}""", "echo")]
    [InlineData("""{"prompt":"a","max_tokens":0}""", "max_tokens")]
    public async Task A_wrong_value_is_a_400_that_names_its_field(string request, string field)
    {
        (int status, JsonElement body) = await shared.Get().AskAsync(Path, request);
        Assert.Equal(400, status);
        Assert.Equal(field, body.GetProperty("error").GetProperty("param").GetString());
    }

    private static string Text(JsonElement body) => body.GetProperty("choices")[0].GetProperty("text").GetString()!;
}
