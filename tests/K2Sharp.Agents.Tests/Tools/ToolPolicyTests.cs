using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Tests.Tools;

public sealed class ToolPolicyTests
{
    [Theory]
    [InlineData("bash", """{"command":"git status"}""", ToolDecision.Allow)]
    [InlineData("bash", """{"command":"git push --force"}""", ToolDecision.Deny)]
    [InlineData("bash", """{"command":"ls"}""", ToolDecision.Ask)]
    [InlineData("mcp__delete", "{}", ToolDecision.Ask)]
    [InlineData("read_file", "{}", ToolDecision.Allow)]
    public void Deny_goes_before_ask_and_ask_before_allow(string tool, string arguments, ToolDecision expected)
    {
        var policy = new ToolPolicy { Deny = ["*(*--force*)"], Ask = ["mcp__*", "bash(*\"ls\"*)"], Allow = ["bash(*git *)", "read_file"], Otherwise = ToolDecision.Deny };
        Assert.Equal(expected, policy.Decide(tool, arguments));
    }

    [Fact]
    public void A_backslash_in_a_pattern_is_itself()
        => Assert.Equal(ToolDecision.Deny, new ToolPolicy { Deny = ["""bash(*a\nb*)"""] }.Decide("bash", """{"command":"a\nb"}"""));

    [Theory]
    [InlineData(false, true, CallOutcome.Denied)]
    [InlineData(true, false, CallOutcome.Denied)]
    [InlineData(true, true, CallOutcome.Done)]
    public async Task What_must_be_asked_does_not_run_where_nobody_says_yes(bool hasUser, bool isAllowed, CallOutcome expected)
    {
        using var fixture = new AgentFixture();
        var tool = new ScriptedTool("next", _ => "ran");
        var model = ScriptedModel.Of(ScriptedTurn.Call("next", "{}"), ScriptedTurn.Answer("done"));
        AgentResult result = await fixture
            .Runner(model, [tool], new AgentOptions { Policy = new ToolPolicy { Ask = ["next"] } }, services => services with { Approver = hasUser ? new User(isAllowed) : null })
            .RunAsync("go", null, TestContext.Current.CancellationToken);
        Assert.Equal(expected, fixture.Journal.Read(result.Run).Select(record => record.Entry).OfType<CallFinished>().Single().Outcome);
        Assert.Equal(expected is CallOutcome.Done ? 1 : 0, tool.Count);
    }

    [Fact]
    public async Task An_interrupted_call_with_effects_is_not_repeated_and_one_without_is()
    {
        using var fixture = new AgentFixture();
        var pay = new ScriptedTool("pay", _ => "paid") { Effect = ToolEffect.Once };
        var look = new ScriptedTool("look", _ => "seen");
        string run;
        using (JournalWriter writer = fixture.Journal.Create(new RunStarted { Task = "go", Seed = 1, Tools = new AgentToolbox([pay, look]).ToJson() }))
        {
            run = writer.Run;
            writer.Append(new TurnTaken
            {
                Step = 1,
                Seed = 1,
                Calls = [new RecordedCall { Key = "1.0", Id = "functions.pay:0", Name = "pay", Arguments = "{}" }, new RecordedCall { Key = "1.1", Id = "functions.look:1", Name = "look", Arguments = "{}" }],
            });
            writer.Append(new CallBegun("1.0"));
        }

        var model = ScriptedModel.Of(ScriptedTurn.Answer("done"));
        await fixture.Runner(model, [pay, look]).ResumeAsync(run, null, TestContext.Current.CancellationToken);
        Assert.Equal((0, 1), (pay.Count, look.Count));
        Assert.Contains("check before you do it again", model.Requests[0].Results.First(), StringComparison.Ordinal);
    }

    private sealed class User(bool answer) : IToolApprover
    {
        public Task<bool> ApproveAsync(string tool, string arguments, CancellationToken cancellation) => Task.FromResult(answer);
    }
}
