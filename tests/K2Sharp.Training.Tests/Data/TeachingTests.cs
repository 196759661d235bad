using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Data;

public sealed class TeachingTests
{
    [Fact]
    public void Call_numbers_go_on_from_the_last_id_and_not_from_the_count()
    {
        List<ChatMessage> messages =
        [
            ChatMessage.FromUser("go"),
            ChatMessage.FromAssistant(string.Empty, "t", [new ChatToolCall("functions.look:187", "look", "{}")]),
            ChatMessage.FromTool("functions.look:187", "r", "look"),
        ];
        Assert.Equal(188, Teaching.NextCallNumber(messages));
        Teaching.Append(messages, AssistantTurn.Call("t", new ToolRequest("look", "{}"), new ToolRequest("open", "{}")), NoTools.Instance);
        Assert.Equal(["functions.look:188", "functions.open:189"], messages[3].ToolCalls.Select(call => call.Id));
        Assert.Equal(["functions.look:188", "functions.open:189"], messages.Skip(4).Select(message => message.ToolCallId));
        Assert.Equal(190, Teaching.NextCallNumber(messages));
        Assert.Equal(0, Teaching.NextCallNumber([ChatMessage.FromUser("go")]));
    }
}
