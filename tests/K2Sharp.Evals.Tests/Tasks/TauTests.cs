using System.Text.Json;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Tau;
using K2Sharp.TestData;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Tasks;

public sealed class TauTests
{
    [Fact]
    public async Task The_expected_calls_are_right_for_every_task()
    {
        foreach (TauQuestion question in Load())
        {
            if (question.Id is "update_task_with_history_and_env_assertions")
            {
                continue;
            }

            Episode episode = question.Begin(new EpisodeServices());
            Transcript transcript = await PlayAsync(episode, [.. question.Criteria.Actions ?? [], .. question.Id == "update_task_with_user_tools" ? [Dismiss()] : Array.Empty<TauAction>()], string.Join(". ", question.Criteria.Communicate));
            Grade grade = await episode.GradeAsync(transcript, TestContext.Current.CancellationToken);
            Assert.True(grade.Score == 1, $"{question.Id}: {grade.Why}");
        }
    }

    [Fact]
    public async Task Doing_nothing_is_wrong_where_something_was_to_be_done()
    {
        foreach (TauQuestion question in Load().Where(question => question.Criteria.Actions is { Count: > 0 } && question.Criteria.Actions[0].Name != "transfer_to_human_agents"))
        {
            Episode episode = question.Begin(new EpisodeServices());
            Assert.Equal(0, (await episode.GradeAsync(await PlayAsync(episode, [], "done"), TestContext.Current.CancellationToken)).Score);
        }
    }

    [Fact]
    public async Task A_task_for_another_user_or_one_too_many_is_wrong()
    {
        TauQuestion question = Load().First(question => question.Id == "create_task_1");
        TauAction right = question.Criteria.Actions![0];
        Episode episode = question.Begin(new EpisodeServices());
        Assert.Equal(0, (await episode.GradeAsync(await PlayAsync(episode, [right, right], "done"), TestContext.Current.CancellationToken)).Score);
    }

    [Fact]
    public async Task A_user_that_is_played_ends_the_conversation()
    {
        TauQuestion question = Load().First(question => question.Id == "update_task_with_user_tools");
        var user = new ScriptedClient((messages, _) => messages.Count(message => message.Role == ChatRole.Tool) switch
        {
            0 => ScriptedClient.Call(("check_notifications", "{}")),
            1 when messages[^1].Role == ChatRole.Tool => new ChatMessage(ChatRole.Assistant, "Please mark task_1 as completed."),
            1 => ScriptedClient.Call(("dismiss_notification", """{"notification_id":"notif_1"}""")),
            _ => new ChatMessage(ChatRole.Assistant, "###STOP###"),
        });
        var agent = new ScriptedClient((messages, options) => messages[^1].Role switch
        {
            var role when role == ChatRole.User => ScriptedClient.Call(("update_task_status", """{"task_id":"task_1","status":"completed"}""")),
            _ => new ChatMessage(ChatRole.Assistant, messages.Any(message => message.Role == ChatRole.Tool) ? "It is completed." : "Hello"),
        });
        Episode episode = question.Begin(new EpisodeServices(User: user));
        Assert.DoesNotContain(episode.Tools, tool => tool.Name == "dismiss_notification");
        var player = new EpisodePlayer(agent, new EvalSettings { MaxSteps = 10 }, new RetryPolicy(1, TimeProvider.System), TimeProvider.System);
        Transcript transcript = await player.PlayAsync(episode, 1, TestContext.Current.CancellationToken);
        Grade grade = await episode.GradeAsync(transcript, TestContext.Current.CancellationToken);
        Assert.True(grade.Score == 1, grade.Why);
        Assert.Contains(transcript.Messages, message => message.Text == "Please mark task_1 as completed.");
    }

    [Fact]
    public void Histories_come_with_their_state()
    {
        TauQuestion question = Load().First(question => question.Id == "update_task_with_message_history");
        Assert.True(question.Start().Holds("assert_task_status", Arguments("""{"task_id":"task_2","expected_status":"pending"}""")));
        Assert.True(question.Goal().Holds("assert_task_status", Arguments("""{"task_id":"task_2","expected_status":"completed"}""")));
        Assert.Contains(question.Begin(new EpisodeServices()).Opening, message => message.Role == ChatRole.Tool);
    }

    [Theory]
    [InlineData("create_task", """{"user_id":"nobody","title":"x"}""")]
    [InlineData("create_task", """{"user_id":"user_1"}""")]
    [InlineData("update_task_status", """{"task_id":"task_1","status":"lost"}""")]
    [InlineData("delete_task", "{}")]
    public void Calls_that_cannot_be_done_are_told_to_the_model(string name, string arguments) =>
        Assert.StartsWith("Error: ", Load().First().Start().Call(name, Arguments(arguments)), StringComparison.Ordinal);

    private static TauAction Dismiss() => new("dismiss_notification", Arguments("""{"notification_id":"notif_1"}"""));

    private static System.Text.Json.Nodes.JsonObject Arguments(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();

    private static IEnumerable<TauQuestion> Load() => EvalCatalog.Find("tau2-mock")[0].Load(new DatasetFolder(SharedData.Path("evals"))).Cast<TauQuestion>();

    private static async Task<Transcript> PlayAsync(Episode episode, TauAction[] actions, string answer)
    {
        int step = 0;
        var client = new ScriptedClient((_, _) => step < actions.Length
            ? ScriptedClient.Call((actions[step].Name, JsonSerializer.Serialize(actions[step++].Arguments)))
            : new ChatMessage(ChatRole.Assistant, answer));
        var player = new EpisodePlayer(client, new EvalSettings { MaxSteps = 20 }, new RetryPolicy(1, TimeProvider.System), TimeProvider.System);
        return await player.PlayAsync(episode, 1, TestContext.Current.CancellationToken);
    }
}
