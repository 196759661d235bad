using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Data;

public sealed class ToolDeclarationTests
{
    [Fact]
    public void It_has_the_form_that_clients_send()
    {
        ChatTool tool = ToolDeclaration.Create(
            "book",
            "Books a room.",
            new ToolParameter("room", "string", "its name"),
            new ToolParameter("size", "string", Enum: ["small", "large"], Required: false));
        Assert.Equal(
            """{"type":"function","function":{"name":"book","description":"Books a room.","parameters":{"type":"object","properties":{"room":{"type":"string","description":"its name"},"size":{"type":"string","enum":["small","large"]}},"required":["room"]}}}""",
            tool.Definition.GetRawText());
        Assert.Equal("book", tool.Name);
    }

    [Fact]
    public void A_schema_is_taken_as_it_is()
    {
        ChatTool tool = ToolDeclaration.FromSchema("f", "Does it.", """{"type":"object","properties":{"n":{"type":"array"}}}""");
        Assert.Equal("""{"type":"object","properties":{"n":{"type":"array"}}}""", tool.Parameters!.Value.GetRawText());
    }
}
