using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Agentic;
using K2Sharp.TestData;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Tasks;

public sealed class LoadTests
{
    [Theory]
    [InlineData("aime2025", 30)]
    [InlineData("mmlu-pro", 12_032)]
    [InlineData("browsecomp-zh", 289)]
    [InlineData("browsecomp", 3)]
    [InlineData("bfcl-simple", 400)]
    [InlineData("bfcl-parallel", 200)]
    [InlineData("bfcl-irrelevance", 240)]
    [InlineData("tau2-mock", 10)]
    public void Published_data_loads_in_full(string name, int questions)
    {
        var data = new DatasetFolder(SharedData.Path("evals"));
        IReadOnlyList<Question> loaded = EvalCatalog.Find(name)[0].Load(data);
        Assert.Equal(questions, loaded.Count);
        Assert.Equal(questions, loaded.Select(question => question.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Mmlu_pro_has_its_fourteen_subjects() => Assert.Equal(
        14,
        EvalCatalog.Find("mmlu-pro")[0].Load(new DatasetFolder(SharedData.Path("evals"))).Select(question => question.Category).Distinct(StringComparer.Ordinal).Count());

    [Theory]
    [InlineData("decimal", 200)]
    [InlineData("calculator", 100)]
    [InlineData("chain-300", 20)]
    [InlineData("minibrowse", 100)]
    [InlineData("mini-tau", 42)]
    [InlineData("vendor-mini", 60)]
    [InlineData("mini-swe", 12)]
    public void Shipped_suites_need_no_data_and_are_the_same_every_time(string name, int questions)
    {
        EvalTask task = EvalCatalog.Find(name)[0];
        IReadOnlyList<Question> first = task.Load(new DatasetFolder(null));
        IReadOnlyList<Question> second = task.Load(new DatasetFolder(null));
        Assert.Equal(questions, first.Count);
        Assert.Equal(first.Select(Prompt), second.Select(Prompt));
        Assert.Equal(questions, first.Select(Prompt).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Own_questions_are_asked_and_judged()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("k2-evals-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "qa.csv"), "id,question,answer\na,\"Which city, exactly?\",Paris\nb,Which river?,Seine\n");
            IReadOnlyList<Question> questions = EvalCatalog.Find("qa")[0].Load(new DatasetFolder(folder.FullName));
            Assert.Equal(["a", "b"], questions.Select(question => question.Id));
            using var cache = new JudgeCache();
            var judge = new Judge(ScriptedClient.Saying("correct: no"), "judge", cache, new RetryPolicy(1, TimeProvider.System));
            Episode episode = questions[0].Begin(new EpisodeServices(judge));
            Assert.Contains("Which city, exactly?", episode.Opening[0].Text, StringComparison.Ordinal);
            var transcript = new Transcript(episode.Opening);
            transcript.Messages.Add(new ChatMessage(ChatRole.Assistant, "Exact Answer: Paris"));
            Assert.Equal(1, (await episode.GradeAsync(transcript, TestContext.Current.CancellationToken)).Score);
            File.WriteAllText(Path.Combine(folder.FullName, "qa.csv"), "id,question,answer\na,x,y\na,x,y\n");
            Assert.Throws<DatasetException>(() => EvalCatalog.Find("qa")[0].Load(new DatasetFolder(folder.FullName)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Names_are_found_in_any_case_and_once() =>
        Assert.Equal(["decimal", "aime2025"], EvalCatalog.Find("Decimal, aime2025,decimal").Select(task => task.Name));

    [Theory]
    [InlineData("")]
    [InlineData("no-such")]
    public void Unknown_names_are_refused(string names) => Assert.Throws<ArgumentException>(() => EvalCatalog.Find(names));

    private static string Prompt(Question question) => string.Join('\n', question.Begin(new EpisodeServices(Tools: new AgentTools())).Opening.Select(message => message.Text));
}
