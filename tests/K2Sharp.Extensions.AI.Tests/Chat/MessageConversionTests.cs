using System.Text.Json;
using K2Sharp.Extensions.AI.Chat;
using K2Sharp.Text.ChatTemplate;
using Microsoft.Extensions.AI;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;
using AiRole = Microsoft.Extensions.AI.ChatRole;
using ChatMessage = K2Sharp.Text.ChatTemplate.ChatMessage;
using ChatRole = K2Sharp.Text.ChatTemplate.ChatRole;

namespace K2Sharp.Extensions.AI.Tests.Chat;

public sealed class MessageConversionTests
{
    [Fact]
    public void Instructions_are_the_first_system_message()
    {
        List<ChatMessage> messages = MessageConversion.Convert([new AiMessage(AiRole.User, "hi")], "Be brief.");
        Assert.Equal([(ChatRole.System, "Be brief."), (ChatRole.User, "hi")], messages.Select(message => (message.Role, message.Text)));
    }

    [Fact]
    public void Reasoning_text_and_calls_of_an_answer_stay_together()
    {
        var answer = new AiMessage(AiRole.Assistant,
        [
            new TextReasoningContent("let me "), new TextReasoningContent("see"), new TextContent("I look."),
            new FunctionCallContent("functions.f:0", "f", new Dictionary<string, object?> { ["city"] = "Köln" }), new UsageContent(),
        ]);
        ChatMessage message = Assert.Single(MessageConversion.Convert([answer], null));
        Assert.Equal(("let me see", "I look."), (message.ReasoningContent, message.Text));
        ChatToolCall call = Assert.Single(message.ToolCalls);
        Assert.Equal(("functions.f:0", "f"), (call.Id, call.Name));
        Assert.Equal("Köln", JsonElement.Parse(call.Arguments).GetProperty("city").GetString());
    }

    [Fact]
    public void Results_become_a_message_each_and_know_their_tool()
    {
        List<ChatMessage> messages = MessageConversion.Convert(
            [
                new AiMessage(AiRole.Assistant, [new FunctionCallContent("a", "f"), new FunctionCallContent("b", "g")]),
                new AiMessage(AiRole.Tool, [new FunctionResultContent("a", "text"), new FunctionResultContent("b", JsonElement.Parse("""{"x": 1}"""))]),
            ],
            null);
        Assert.Equal([("a", "f", "text"), ("b", "g", """{"x": 1}""")], messages.Skip(1).Select(message => (message.ToolCallId, message.Name, message.Text)));
    }

    [Theory]
    [InlineData("\"quoted\"", "quoted")]
    [InlineData("[1, 2]", "[1, 2]")]
    public void A_result_that_is_json_text_is_the_text_itself(string json, string expected)
        => Assert.Equal(expected, MessageConversion.Convert([new AiMessage(AiRole.Tool, [new FunctionResultContent("a", JsonElement.Parse(json))])], null)[0].Text);

    [Fact]
    public void A_failed_call_says_why()
    {
        var failed = new FunctionResultContent("a", null) { Exception = new InvalidOperationException("no such city") };
        Assert.Equal("Error: no such city", MessageConversion.Convert([new AiMessage(AiRole.Tool, [failed])], null)[0].Text);
    }

    [Fact]
    public void Images_have_a_place_and_other_data_is_refused_by_name()
    {
        var image = new DataContent("data:image/png;base64,AAAA");
        Assert.True(MessageConversion.Convert([new AiMessage(AiRole.User, [image])], null)[0].Content[0].IsImage);
        var sound = new DataContent("data:audio/wav;base64,AAAA");
        K2RequestException exception = Assert.Throws<K2RequestException>(
            () => MessageConversion.Convert([new AiMessage(AiRole.User, "a"), new AiMessage(AiRole.User, [new TextContent("b"), sound])], null));
        Assert.Equal("messages[1].contents[1]", exception.Field);
    }
}
