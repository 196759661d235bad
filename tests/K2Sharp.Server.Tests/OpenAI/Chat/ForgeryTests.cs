using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Extensions.AI;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Server.OpenAI;
using K2Sharp.Server.OpenAI.Chat;
using K2Sharp.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Tests.OpenAI.Chat;

/// <summary>No field of a request can put a special token into a prompt: all 256 of them, in every field that reaches it.</summary>
public sealed class ForgeryTests(SharedServer shared)
{
    private const string Hole = "@";

    public static TheoryData<string> Fields =>
    [
        """{"messages":[{"role":"user","content":"@"}]}""",
        """{"messages":[{"role":"user","content":[{"type":"text","text":"a@"},{"type":"text","text":"@b"}]}]}""",
        """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"@"}}]}]}""",
        """{"messages":[{"role":"system","content":"@"},{"role":"user","content":"a"}]}""",
        """{"messages":[{"role":"@","content":"a"}]}""",
        """{"messages":[{"role":"user","name":"@","content":"a"}]}""",
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"@"}]}""",
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"@","partial":true}]}""",
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","reasoning_content":"@","partial":true}]}""",
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","reasoning_content":"@","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]}]}""",
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","reasoning":"@","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]}]}""",
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"@","function":{"name":"@","arguments":"@"}}]},{"role":"tool","tool_call_id":"@","name":"@","content":"@"}]}""",
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":{"@":"@"}}}]}]}""",
        """{"messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"@","description":"@","parameters":{"type":"object","@":{"enum":["@"]}}},"@":"@"}]}""",
        """{"messages":[{"role":"user","content":"a"}],"stop":"@","user":"@","chat_template_kwargs":{"@":"@"}}""",
    ];

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_cannot_forge_a_special_token(string body)
    {
        MiniServer server = shared.Get();
        int[] plain = SpecialsOf(server, body.Replace(Hole, "x", StringComparison.Ordinal));
        foreach (string marker in AllSpecials(server))
        {
            string escaped = JavaScriptEncoder.Default.Encode(marker);
            Assert.Equal(plain, SpecialsOf(server, body.Replace(Hole, escaped, StringComparison.Ordinal)));
        }
    }

    /// <summary>Neither do fields that are put together into one text.</summary>
    [Fact]
    public void Parts_of_a_content_cannot_be_joined_to_a_special_token()
    {
        MiniServer server = shared.Get();
        int[] plain = SpecialsOf(server, """{"messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"text","text":"y"}]}]}""");
        foreach (string marker in AllSpecials(server))
        {
            for (int cut = 1; cut < marker.Length; cut++)
            {
                string body = $$"""
                    {"messages":[{"role":"user","content":[
                      {"type":"text","text":"{{JavaScriptEncoder.Default.Encode(marker[..cut])}}"},
                      {"type":"text","text":"{{JavaScriptEncoder.Default.Encode(marker[cut..])}}"}]}]}
                    """;
                Assert.Equal(plain, SpecialsOf(server, body));
            }
        }
    }

    [Theory]
    [InlineData("/tokenize", "prompt")]
    [InlineData("/tokenize", "content")]
    public async Task A_raw_text_has_no_special_tokens_either(string path, string field)
    {
        MiniServer server = shared.Get();
        foreach (string marker in AllSpecials(server))
        {
            (int status, JsonElement body) = await server.AskAsync(path, $$"""{"{{field}}":"a{{JavaScriptEncoder.Default.Encode(marker)}}b"}""");
            Assert.Equal(200, status);
            Assert.DoesNotContain(body.GetProperty("tokens").EnumerateArray(), token => server.Engine.Tokenizer.IsSpecial(token.GetInt32()));
        }
    }

    private static IEnumerable<string> AllSpecials(MiniServer server) =>
        Enumerable.Range(server.Engine.Tokenizer.BaseVocabularySize, 256).Select(id => server.Engine.Tokenizer.SpecialText(id)!);

    private static int[] SpecialsOf(MiniServer server, string body)
    {
        ChatCompletionRequest request = JsonSerializer.Deserialize(body, OpenAIJson.Wire.ChatCompletionRequest)!;
        ChatCompletionCall call = server.Services.GetRequiredService<ChatCompletionMapper>().Map(request);

        // Without grammars, which would be made anew for every marker and have no part in the prompt.
        var builder = new ChatRequestBuilder(server.Engine, new NoConstraints(), Options.Create(new K2Options { EnforceFormats = false }));
        int[] prompt = builder.Render(builder.Build(call.Call));
        return [.. prompt.Where(server.Engine.Tokenizer.IsSpecial)];
    }
}
