using System.Text.Json;
using K2Sharp.Extensions.AI.Chat;
using Microsoft.Extensions.AI;

namespace K2Sharp.Extensions.AI.Tests.Chat;

public sealed class ToolArgumentsTests
{
    private const string Text = """{"b": 1.50, "a":"ü"}""";

    [Fact]
    public void The_text_goes_back_byte_for_byte()
        => Assert.Equal(Text, ToolArguments.ToText(ToolArguments.ToContent("id", "f", Text)));

    [Fact]
    public void It_does_so_after_a_conversation_was_stored_as_json()
    {
        var message = new ChatMessage(ChatRole.Assistant, [ToolArguments.ToContent("id", "f", Text)]);
        string stored = JsonSerializer.Serialize(message, AIJsonUtilities.DefaultOptions);
        ChatMessage read = JsonSerializer.Deserialize<ChatMessage>(stored, AIJsonUtilities.DefaultOptions)!;
        Assert.Equal(Text, ToolArguments.ToText(Assert.IsType<FunctionCallContent>(read.Contents[0])));
    }

    [Fact]
    public void Changed_values_go_before_the_text()
    {
        FunctionCallContent content = ToolArguments.ToContent("id", "f", Text);
        content.Arguments!["a"] = "x";
        Assert.Equal("x", JsonElement.Parse(ToolArguments.ToText(content)).GetProperty("a").GetString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("{} {}")]
    public void What_is_no_object_is_an_exception_of_the_call_and_still_goes_back(string text)
    {
        FunctionCallContent content = ToolArguments.ToContent("id", "f", text);
        Assert.NotNull(content.Exception);
        Assert.Null(content.Arguments);
        Assert.Equal(text, ToolArguments.ToText(content));
    }

    [Fact]
    public void A_call_without_arguments_has_an_empty_object() => Assert.Equal("{}", ToolArguments.ToText(new FunctionCallContent("id", "f")));
}
