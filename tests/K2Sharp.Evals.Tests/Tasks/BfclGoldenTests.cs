using System.Text.Json;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.FunctionCalling;
using K2Sharp.TestData;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Tasks;

public sealed class BfclGoldenTests
{
    [Theory]
    [InlineData("bfcl-simple")]
    [InlineData("bfcl-parallel")]
    public async Task The_published_answers_are_right_and_spoiled_ones_are_not(string name)
    {
        foreach (BfclQuestion question in Load(name))
        {
            (string Name, string Arguments)[] calls = [.. question.Expected!.Value.EnumerateArray().Select(BfclAnswer.Of)];
            Grade right = await GradeAsync(question, [.. calls.Reverse()]);
            Assert.True(right.Score == 1, $"{question.Id}: {right.Why}");
            Assert.Equal(0, (await GradeAsync(question, [.. calls.Select(call => (call.Name, """{"no such parameter":1}"""))])).Score);
            Assert.Equal(0, (await GradeAsync(question, [.. calls, calls[0]])).Score);
            Assert.Equal(0, (await GradeAsync(question, [.. calls.Select(call => ("other", call.Arguments))])).Score);
            Assert.Equal(0, (await GradeAsync(question, [])).Score);
        }
    }

    [Fact]
    public async Task Where_no_function_helps_a_call_is_wrong()
    {
        BfclQuestion question = Load("bfcl-irrelevance").First();
        Assert.Equal(1, (await GradeAsync(question, [])).Score);
        Assert.Equal(0, (await GradeAsync(question, [("determine_body_mass_index", "{}")])).Score);
    }

    [Fact]
    public void Declarations_are_json_schemas()
    {
        foreach (BfclQuestion question in Load("bfcl-simple").Concat(Load("bfcl-irrelevance")))
        {
            foreach (AIFunctionDeclaration tool in question.Begin(new EpisodeServices()).Tools)
            {
                Assert.Matches("^[a-zA-Z_][a-zA-Z0-9_-]*$", tool.Name);
                Assert.DoesNotContain("\"dict\"", tool.JsonSchema.GetRawText(), StringComparison.Ordinal);
                Assert.DoesNotContain("\"float\"", tool.JsonSchema.GetRawText(), StringComparison.Ordinal);
                Assert.Equal("object", tool.JsonSchema.GetProperty("type").GetString());
            }
        }
    }

    private static IEnumerable<BfclQuestion> Load(string name) =>
        EvalCatalog.Find(name)[0].Load(new DatasetFolder(SharedData.Path("evals"))).Cast<BfclQuestion>();

    private static async Task<Grade> GradeAsync(BfclQuestion question, (string Name, string Arguments)[] calls)
    {
        Episode episode = question.Begin(new EpisodeServices());
        var transcript = new Transcript(episode.Opening);
        transcript.Messages.Add(ScriptedClient.Call(calls));
        return await episode.GradeAsync(transcript, TestContext.Current.CancellationToken);
    }
}
