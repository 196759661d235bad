using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Offline;
using K2Sharp.Evals.Tasks.Tau;
using K2Sharp.Evals.Tasks.Vendor;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Tasks;

/// <summary>A model that does everything right scores 1 on every suite, and one that guesses scores what guessing gives.</summary>
public sealed class OfflineSuiteTests
{
    [Theory]
    [InlineData("decimal")]
    [InlineData("calculator")]
    [InlineData("chain-300")]
    [InlineData("minibrowse")]
    [InlineData("mini-tau")]
    [InlineData("vendor-mini")]
    public async Task A_perfect_model_is_right_throughout(string name)
    {
        EvalTask task = EvalCatalog.Find(name)[0];
        foreach (Question question in task.Load(new DatasetFolder(null)))
        {
            Grade grade = await RunAsync(task, question, (messages, _) => PerfectModel.Reply(question, messages));
            Assert.True(grade.Score == 1, $"{question.Id}: {grade.Why}");
        }
    }

    [Theory]
    [InlineData("decimal", 0.42, 0.58)]
    [InlineData("calculator", 0, 0.02)]
    [InlineData("chain-300", 0, 0)]
    [InlineData("minibrowse", 0, 0)]
    [InlineData("mini-tau", 0.42, 0.43)]
    [InlineData("vendor-mini", 0, 0)]
    public async Task A_guessing_model_scores_what_guessing_gives(string name, double least, double most)
    {
        EvalTask task = EvalCatalog.Find(name)[0];
        var scores = new List<double>();
        foreach (Question question in task.Load(new DatasetFolder(null)))
        {
            scores.Add((await RunAsync(task, question, (messages, _) => GuessingModel.Reply(messages))).Score);
        }

        Assert.InRange(scores.Average(), least, most);
    }

    [Theory]
    [InlineData("9.9 is bigger than 9.11.", 1)]
    [InlineData("9.11 is smaller than 9.9", 1)]
    [InlineData("**9.9** is bigger", 1)]
    [InlineData("Compare the decimals: 0.90 is greater than 0.11, so 9.9 is the bigger number.", 1)]
    [InlineData("9.9", 1)]
    [InlineData(@"\boxed{9.9}", 1)]
    [InlineData("9.11 is bigger than 9.9.", 0)]
    [InlineData("9.11 is bigger. No: 9.9 is bigger.", 1)]
    [InlineData("9.9 and 9.11", 0)]
    [InlineData("I cannot say", 0)]
    [InlineData("99.9 is bigger", 0)]
    public void Comparisons_are_read_by_what_they_claim(string reply, double score) =>
        Assert.Equal(score, ComparisonReply.Judge(reply, "9.9", "9.11", wantsMore: true).Score);

    [Fact]
    public void An_endless_number_is_a_wrong_answer_and_no_failure()
    {
        Grade grade = ComparisonReply.Judge("9.11" + new string('1', 200_000), "9.9", "9.11", wantsMore: true);
        Assert.Equal(0, grade.Score);
    }

    [Theory]
    [InlineData("347*21", "7287")]
    [InlineData("(2+3)*4", "20")]
    [InlineData("1/3", "0.3333")]
    [InlineData("0-5", "-5")]
    [InlineData("10/4", "2.5")]
    public void The_calculator_calculates(string expression, string expected)
    {
        Assert.True(Calculator.TryEvaluate(expression, out string? result, out _));
        Assert.Equal(expected, result);
    }

    [Theory]
    [InlineData("1/0")]
    [InlineData("x+1")]
    [InlineData("import os")]
    [InlineData("9^9^9")]
    [InlineData("")]
    public void The_calculator_refuses(string expression) => Assert.False(Calculator.TryEvaluate(expression, out _, out _));

    [Fact]
    public async Task A_chain_that_skips_a_key_or_forgets_the_word_is_wrong()
    {
        EvalTask task = EvalCatalog.Find("chain-300")[0];
        var question = (ChainQuestion)task.Load(new DatasetFolder(null))[0];
        Grade skipped = await RunAsync(task, question, (messages, _) => messages.Count == 1 ? ScriptedClient.Call(("lookup", $$"""{"key":"{{question.Keys[1]}}"}""")) : PerfectModel.Reply(question, messages));
        Assert.Equal(0, skipped.Score);
        Assert.Equal(0, skipped.Metrics[MetricNames.Progress]);
        Grade forgotten = await RunAsync(task, question, (messages, _) =>
        {
            ChatMessage reply = PerfectModel.Reply(question, messages);
            return reply.Text.Length > 0 ? new ChatMessage(ChatRole.Assistant, reply.Text.Replace(question.CodeWord, "pudding", StringComparison.Ordinal)) : reply;
        });
        Assert.Equal(0, forgotten.Score);
        Assert.Equal(1, forgotten.Metrics[MetricNames.Progress]);
    }

    [Fact]
    public void Each_town_constraint_alone_fits_several_documents()
    {
        foreach (MiniBrowseQuestion question in EvalCatalog.Find("minibrowse")[0].Load(new DatasetFolder(null)).Cast<MiniBrowseQuestion>())
        {
            Match parts = Regex.Match(question.Prompt, @"lives in (?<town>\w+) and keeps a (?<animal>\w+)\?", RegexOptions.None, TimeSpan.FromSeconds(1));
            IReadOnlyList<TownDocument> inTown = question.Index.Search(parts.Groups["town"].Value, 10);
            Assert.Equal(4, inTown.Count);
            Assert.Equal(question.Target, Assert.Single(inTown, document => document.Text.Contains($"animal {parts.Groups["animal"].Value}", StringComparison.Ordinal)));
        }
    }

    private static async Task<Grade> RunAsync(EvalTask task, Question question, Func<IReadOnlyList<ChatMessage>, ChatOptions?, ChatMessage> model)
    {
        Episode episode = question.Begin(new EpisodeServices());
        var player = new EpisodePlayer(new ScriptedClient(model), task.Settings, new RetryPolicy(1, TimeProvider.System), TimeProvider.System);
        Transcript transcript = await player.PlayAsync(episode, 1, TestContext.Current.CancellationToken);
        return await episode.GradeAsync(transcript, TestContext.Current.CancellationToken);
    }
}
