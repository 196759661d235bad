using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;

namespace K2Sharp.Evals.Tests.Grading;

public sealed class JudgeTests : IDisposable
{
    private const string Yes = """{"extracted_final_answer":"Paris","reasoning":"same","correct":"yes","confidence":80}""";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k2-evals-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_judge_s_verdict_is_the_grade()
    {
        ScriptedClient client = ScriptedClient.Saying(Yes);
        Grade grade = await GradeAsync(client, "It is the city of Paris.", "Paris");
        Assert.Equal(1, grade.Score);
        Assert.Equal("paris", grade.Answer);
        Assert.Equal(80, grade.Metrics[MetricNames.Confidence]);
        Assert.Equal(0, client.Requests[0].Options!.Temperature);
        Assert.NotNull(client.Requests[0].Options!.ResponseFormat);
    }

    [Fact]
    public async Task The_same_text_needs_no_judge_but_another_text_does()
    {
        ScriptedClient client = ScriptedClient.Saying("""{"correct":"no"}""");
        Grade grade = await GradeAsync(client, "Explanation: x\nExact Answer: paris.\nConfidence: 70%", "Paris");
        Assert.Equal(1, grade.Score);
        Assert.Equal(70, grade.Metrics[MetricNames.Confidence]);
        Assert.Empty(client.Requests);
        Assert.Equal(0, (await GradeAsync(client, "Exact Answer: Lyon", "Paris")).Score);
        Assert.Single(client.Requests);
    }

    [Fact]
    public async Task Verdicts_are_kept()
    {
        string path = Path.Combine(_folder.FullName, "judge.jsonl");
        ScriptedClient client = ScriptedClient.Saying(Yes);
        using (var cache = new JudgeCache(path))
        {
            await GradeAsync(client, "a reply", "Paris", cache);
        }

        using (var cache = new JudgeCache(path))
        {
            await GradeAsync(client, "a reply", "Paris", cache);
            Assert.Single(client.Requests);
            await GradeAsync(client, "another reply", "Paris", cache);
            Assert.Equal(2, client.Requests.Count);
        }
    }

    [Fact]
    public async Task No_verdict_is_a_failure_and_not_a_no()
    {
        ScriptedClient client = ScriptedClient.Saying("who knows");
        await Assert.ThrowsAsync<JudgeException>(() => GradeAsync(client, "a reply", "Paris"));
        Assert.Equal(2, client.Requests.Count);
    }

    [Fact]
    public async Task Agreement_with_people_is_counted()
    {
        ScriptedClient client = ScriptedClient.Saying("correct: yes");
        using var cache = new JudgeCache();
        var judge = new Judge(client, "judge", cache, new RetryPolicy(1, TimeProvider.System));
        JudgeAgreement agreement = await JudgeAgreement.MeasureAsync(judge, LabelledReply.All, TestContext.Current.CancellationToken);
        Assert.Equal(LabelledReply.All.Count, agreement.All);
        Assert.Equal(LabelledReply.All.Count(reply => reply.IsCorrect), agreement.Agreed);
        Assert.All(agreement.Differing, reply => Assert.False(reply.IsCorrect));
        Assert.Equal(LabelledReply.All.Count, client.Requests.Count);
    }

    private static async Task<Grade> GradeAsync(ScriptedClient client, string reply, string expected, JudgeCache? cache = null)
    {
        using var memory = new JudgeCache();
        var judge = new Judge(client, "judge", cache ?? memory, new RetryPolicy(1, TimeProvider.System));
        return await judge.GradeAsync("Which city?", reply, expected, TestContext.Current.CancellationToken);
    }
}
