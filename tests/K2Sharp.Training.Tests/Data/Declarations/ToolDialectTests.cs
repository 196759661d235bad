using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Declarations;

namespace K2Sharp.Training.Tests.Data.Declarations;

public sealed class ToolDialectTests
{
    private static readonly ChatTool s_tool = ToolDeclaration.Create(
        "book",
        "Books a room.",
        new ToolParameter("room_name", "string", "its name"),
        new ToolParameter("size", "string", Enum: ["small", "large"]),
        new ToolParameter("guest", "string"),
        new ToolParameter("nights", "integer", Required: false));

    [Fact]
    public void The_plain_one_changes_nothing() =>
        Assert.Equal(s_tool.Definition.GetRawText(), new ToolDialect().Restate(s_tool).Definition.GetRawText());

    [Fact]
    public void It_says_all_that_programs_say()
    {
        var dialect = new ToolDialect { AllowsMore = false, IsStrict = true, Schema = "http://json-schema.org/draft-07/schema#", HasTitles = true, Description = "The {0}.", HasMinimumLength = true };
        Assert.Equal(
            """
            {"type":"function","function":{"name":"book","description":"Books a room.","parameters":{"type":"object","properties":{
            "room_name":{"type":"string","description":"its name","minLength":1,"title":"Room name"},
            "size":{"type":"string","enum":["small","large"],"description":"The size.","title":"Size"},
            "guest":{"type":"string","description":"The guest.","minLength":1,"title":"Guest"},
            "nights":{"type":"integer","description":"The nights.","title":"Nights"}},
            "required":["room_name","size","guest"],"$schema":"http://json-schema.org/draft-07/schema#","additionalProperties":false,"title":"bookArguments"},"strict":true}}
            """.ReplaceLineEndings(string.Empty),
            dialect.Restate(s_tool).Definition.GetRawText());
    }

    /// <summary>Whatever is drawn: names, types, choices and what must be given are as before.</summary>
    [Fact]
    public void It_never_changes_which_calls_are_right()
    {
        HashSet<ToolDialect> drawn = [];
        for (ulong seed = 0; seed < 500; seed++)
        {
            var dialect = ToolDialect.Draw(new TaskRandom(seed));
            drawn.Add(dialect);
            ChatTool tool = dialect.Restate(s_tool);
            Assert.Equal((s_tool.Name, s_tool.Description), (tool.Name, tool.Description));
            JsonElement before = s_tool.Parameters!.Value;
            JsonElement after = tool.Parameters!.Value;
            Assert.Equal(before.GetProperty("required").GetRawText(), after.GetProperty("required").GetRawText());
            Assert.Equal(Meaning(before), Meaning(after));
        }

        Assert.InRange(drawn.Count, 40, 500);
        Assert.Contains(new ToolDialect(), drawn);
        Assert.Contains(new ToolDialect { AllowsMore = false }, drawn);

        static IEnumerable<string> Meaning(JsonElement schema) => schema.GetProperty("properties").EnumerateObject().Select(property =>
            $"{property.Name} {property.Value.GetProperty("type")} {(property.Value.TryGetProperty("enum", out JsonElement values) ? values.GetRawText() : string.Empty)}");
    }
}
