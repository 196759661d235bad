using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Data;

public sealed class EpisodeJsonTests
{
    [Fact]
    public void The_line_reads_back_as_the_same_prompt()
    {
        foreach (Episode episode in new TaskSuite([new SuiteEntry(new PocketFamily { HasHistory = true }, 1)]).Corpus(3).Take(20))
        {
            string line = EpisodeJson.Write(episode);
            Assert.DoesNotContain('\n', line);
            using JsonDocument document = ChatJson.Parse(line);
            JsonElement root = document.RootElement;
            Assert.Equal(
                K2ChatTemplate.Render(episode.Messages, episode.Task.Tools),
                K2ChatTemplate.Render(ChatJson.ReadMessages(root.GetProperty("messages")), ChatJson.ReadTools(root.GetProperty("tools"))));
            Assert.Equal(episode.Messages[^1].ReasoningContent, root.GetProperty("messages")[episode.Messages.Count - 1].GetProperty("reasoning_content").GetString());
        }
    }
}
