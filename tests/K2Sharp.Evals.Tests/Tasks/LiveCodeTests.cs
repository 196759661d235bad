using System.IO.Compression;
using System.Text;
using System.Text.Json;
using K2Sharp.Agents.Sandbox;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Agentic;
using K2Sharp.Evals.Tasks.Coding;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Tasks;

/// <summary>Programs made by hand, run on hidden tests in the real sandbox.</summary>
public sealed class LiveCodeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k2-evals-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Here:\n```python\na, b = map(int, input().split())\nprint(a + b)\n```", 1, "right")]
    [InlineData("First try:\n```python\nprint(1)\n```\nBetter:\n```python\nprint(sum(int(x) for x in sys.stdin.read().split()))\n```\n", 1, "right")]
    [InlineData("```python\nprint(4)\n```", 0, "test 2 of 3: another output")]
    [InlineData("```python\nprint(float(sum(map(int, input().split()))))\n```", 1, "right")]
    [InlineData("```python\na, b = map(int, input().split())\nassert a < 100\nprint(a + b)\n```", 0, "test 3: AssertionError")]
    [InlineData("```python\nimport os\nos.symlink('/etc/passwd', 'out1')\nprint(4)\n```", 0, "test 2: exit code 1")]
    [InlineData("The answer is a + b.", 0, "no code block")]
    public async Task Programs_are_judged_by_what_they_print(string reply, double score, string why)
    {
        Grade grade = await GradeAsync(string.Empty, "{}", [("1 3\n", "4\n")], [("2 3\n", "5"), ("100 200\n", "300\n")], reply);
        Assert.Equal((score, why), (grade.Score, grade.Why));
    }

    [Theory]
    [InlineData("class Solution:\n    def twice(self, items: List[int], times: int) -> List[int]:\n        return [item * times for item in items]", 1)]
    [InlineData("def twice(items, times):\n    return tuple(times * item for item in items)", 1)]
    [InlineData("class Solution:\n    def twice(self, items, times):\n        return [2 * item for item in items]", 0)]
    [InlineData("class Solution:\n    def other(self):\n        pass", 0)]
    public async Task Functions_are_called_with_arguments(string code, double score)
    {
        Grade grade = await GradeAsync("class Solution:\n    def twice", """{"func_name":"twice"}""", [("[1, 2]\n2", "[2, 4]")], [("[1.5]\n3", "[4.5]"), ("[]\n1", "[]")], $"```python\n{code}\n```");
        Assert.Equal(score, grade.Score);
    }

    [Theory]
    [InlineData("```python\nx = 1\n```", "x = 1\n")]
    [InlineData("```\na\n```\ntext\n```py\nb = '```'\n```\nmore", "b = '```'\n")]
    [InlineData("```python\nx = 1", null)]
    [InlineData("x = 1", null)]
    public void The_last_block_is_the_program(string reply, string? code) => Assert.Equal(code, CodeBlock.Last(reply));

    [Theory]
    [InlineData("1\n2 ", " 1 \n2", true)]
    [InlineData("1.0 2", "1 2.00", true)]
    [InlineData("YES", "yes", false)]
    [InlineData("1", "1\n1", false)]
    public void Texts_are_compared_by_line_and_number(string actual, string expected, bool isSame) => Assert.Equal(isSame, ProgramOutput.IsSameText(actual, expected));

    [Theory]
    [InlineData("[1, 2.0]", "[1.0,2]", true)]
    [InlineData("\"a\"", "\"a\"", true)]
    [InlineData("[1]", "1", false)]
    [InlineData("True", "true", false)]
    public void Values_are_compared_as_json(string actual, string expected, bool isSame) => Assert.Equal(isSame, ProgramOutput.IsSameValue(actual, expected));

    [Fact]
    public void A_pickle_that_is_no_text_is_refused() => Assert.Throws<FormatException>(() => PickledText.Read([0x80, 4, (byte)'c']));

    private async Task<Grade> GradeAsync(string starter, string metadata, (string Input, string Output)[] shown, (string Input, string Output)[] hidden, string reply)
    {
        var row = new
        {
            question_id = "q1",
            difficulty = "easy",
            question_content = "Add two numbers.",
            starter_code = starter,
            metadata,
            public_test_cases = Json(shown),
            private_test_cases = Pack(Json(hidden)),
        };
        File.WriteAllText(Path.Combine(_folder.FullName, "livecodebench.jsonl"), JsonSerializer.Serialize(row) + "\n");
        Question question = Assert.Single(EvalCatalog.Find("livecodebench")[0].Load(new DatasetFolder(_folder.FullName)));
        var tools = new AgentTools { Folder = _folder.FullName };
        try
        {
            await tools.RequireSandboxAsync(Cancellation);
        }
        catch (SandboxUnavailableException exception)
        {
            Assert.Skip(exception.Message);
        }

        await using Episode episode = question.Begin(new EpisodeServices(Tools: tools));
        var transcript = new Transcript(episode.Opening);
        transcript.Messages.Add(new ChatMessage(ChatRole.Assistant, reply));
        return await episode.GradeAsync(transcript, Cancellation);
    }

    private static string Json((string Input, string Output)[] tests) => JsonSerializer.Serialize(tests.Select(test => new { input = test.Input, output = test.Output, testtype = "stdin" }));

    /// <summary>As Python's pickle.dumps, zlib.compress and base64 write it.</summary>
    private static string Pack(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        byte[] pickle = [0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'X', .. BitConverter.GetBytes(utf8.Length), .. utf8, 0x94, (byte)'.'];
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(pickle);
        }

        return Convert.ToBase64String(packed.ToArray());
    }
}
