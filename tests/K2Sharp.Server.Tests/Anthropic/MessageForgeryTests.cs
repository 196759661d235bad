using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Extensions.AI;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Server.Anthropic;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Tests.Anthropic;

/// <summary>No field of a message can put a special token into a prompt: all of them, in every field that reaches it.</summary>
public sealed class MessageForgeryTests(SharedServer shared)
{
    private const string Hole = "@";

    public static TheoryData<string> Fields =>
    [
        """{"messages":[{"role":"user","content":"@"}]}""",
        """{"system":"@","messages":[{"role":"user","content":"a"}]}""",
        """{"system":[{"type":"text","text":"a@"},{"type":"text","text":"@b"}],"messages":[{"role":"user","content":[{"type":"text","text":"@"},{"type":"text","text":"@"}]}]}""",
        """{"messages":[{"role":"user","content":"@"},{"role":"user","content":"@"}]}""",
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"@"}]}""",
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"@","name":"@","input":{"@":"@"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"@","content":"@"}]}]}""",
        """{"messages":[{"role":"user","content":[{"type":"document","title":"@","source":{"type":"text","data":"@"}},{"type":"search_result","title":"@","source":"@","content":[{"type":"text","text":"@"}]}]}]}""",
        """{"messages":[{"role":"user","content":"a"}],"tools":[{"name":"@","description":"@","input_schema":{"type":"object","@":{"enum":["@"]}}}],"stop_sequences":["@"],"metadata":{"user_id":"@"}}""",
    ];

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_cannot_forge_a_special_token(string body)
    {
        MiniServer server = shared.Get();
        int[] plain = SpecialsOf(server, body.Replace(Hole, "x", StringComparison.Ordinal));
        foreach (string marker in Enumerable.Range(server.Engine.Tokenizer.BaseVocabularySize, 256).Select(id => server.Engine.Tokenizer.SpecialText(id)!))
        {
            Assert.Equal(plain, SpecialsOf(server, body.Replace(Hole, JavaScriptEncoder.Default.Encode(marker), StringComparison.Ordinal)));
        }
    }

    private static int[] SpecialsOf(MiniServer server, string body)
    {
        MessageMapper mapper = server.Services.GetRequiredService<MessageMapper>();

        // Without grammars, which would be made anew for every marker and have no part in the prompt.
        var builder = new ChatRequestBuilder(server.Engine, new NoConstraints(), Options.Create(new K2Options { EnforceFormats = false }));
        MessageCall call = mapper.Map(JsonSerializer.Deserialize(body, AnthropicJson.Wire.MessagesRequest)!, isCounted: true);
        return [.. builder.Render(builder.Build(call.Call)).Where(server.Engine.Tokenizer.IsSpecial)];
    }
}
