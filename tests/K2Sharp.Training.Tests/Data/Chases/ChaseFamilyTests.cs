using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Chases;

namespace K2Sharp.Training.Tests.Data.Chases;

public sealed class ChaseFamilyTests
{
    [Fact]
    public void The_teacher_passes_the_judge() => FamilyChecks.CheckTeacher(new ChaseFamily());

    [Fact]
    public void Wrong_episodes_fail() => FamilyChecks.CheckJudge(new ChaseFamily());

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(300)]
    public void An_exact_chase_takes_that_many_calls_and_counts_them(int hops)
    {
        Episode episode = FamilyChecks.Play(new ChaseFamily(ChaseLengths.Exactly(hops)), 3, Split.HeldOut);
        Assert.True(episode.Task.Judge(episode).Passed);
        Assert.Equal(hops, episode.Calls.Count());
        Assert.Equal(hops, episode.Task.Hops);
        Assert.Equal(hops, episode.Messages.SelectMany(message => message.ToolCalls).Select(call => call.Arguments).Distinct(StringComparer.Ordinal).Count());
        Assert.EndsWith($":{hops - 1}", episode.Messages[^2].ToolCallId, StringComparison.Ordinal);
        Assert.Contains($"Calls: {hops}.", episode.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hop_stays_short_enough_for_300_of_them()
    {
        for (ulong seed = 0; seed < 8; seed++)
        {
            // 28,000 tokens at no fewer than two characters a token beside the eleven special tokens of a hop; measured on the real
            // vocabulary it is about three.
            string text = FamilyChecks.Text(FamilyChecks.Play(new ChaseFamily(ChaseLengths.Exactly(300)), seed));
            Assert.InRange(text.Length, 60_000, 120_000);
        }
    }

    [Fact]
    public void The_code_word_is_said_once_before_the_first_thought()
    {
        Episode episode = FamilyChecks.Play(new ChaseFamily(ChaseLengths.Exactly(30)), 5);
        string word = ((ChaseTask)episode.Task).Chase.CodeWord!;
        Assert.Single(episode.Messages, message => !string.Equals(message.Role, ChatRole.Assistant, StringComparison.Ordinal)
            && message.Text.Contains(word, StringComparison.Ordinal));
        Assert.All(episode.Turns, turn => Assert.StartsWith(word, turn.Reasoning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_crop_counts_on_from_where_the_chase_had_got_to()
    {
        var family = new ChaseFamily(ChaseLengths.Short, cropShare: 1);
        var firsts = new HashSet<int>();
        int carries = 0;
        for (ulong seed = 0; seed < 300; seed++)
        {
            Episode episode = FamilyChecks.Play(family, seed);
            int first = Teaching.NextCallNumber(episode.Task.Opening);
            firsts.Add(first);
            Assert.InRange(first, 2, 320);
            Assert.EndsWith($" {first - 1}: {Key(episode.Turns[0])}.", episode.Turns[0].Reasoning, StringComparison.Ordinal);
            Assert.Equal($"functions.{episode.Task.Tools[0].Name}:{first}", episode.Messages[episode.Task.Opening.Count].ToolCalls[0].Id);
            int count = first + episode.Task.Hops;
            Assert.Contains($" {count - 1}: end, ", episode.Turns[^1].Reasoning, StringComparison.Ordinal);
            Assert.EndsWith($" calls {count}.", episode.Turns[^1].Reasoning, StringComparison.Ordinal);
            Assert.Contains($"Calls: {count}.", episode.Answer, StringComparison.Ordinal);
            Assert.NotEqual(ChatRole.User, episode.Task.Opening[^1].Role);
            carries += count % 10 == 0 ? 1 : 0;
        }

        Assert.True(firsts.Count > 100);

        // "99 and one" as the answer's count: one in ten by itself, and a quarter on purpose.
        Assert.InRange(carries, 75, 140);
    }

    [Fact]
    public void Keys_and_code_words_of_the_two_sides_never_meet()
    {
        Assert.Empty(CodeWords.Train.Intersect(CodeWords.HeldOut, StringComparer.Ordinal));
        HashSet<string> train = Entities(Split.Train);
        Assert.True(train.Count > 1000);
        Assert.Empty(train.Intersect(Entities(Split.HeldOut), StringComparer.Ordinal));
    }

    /// <summary>Chains of six keys must show what chains of three hundred bring: keys that begin alike.</summary>
    [Fact]
    public void Keys_to_learn_from_often_begin_alike_and_held_out_ones_are_of_the_whole_alphabet()
    {
        Assert.InRange(ShareOfLikeKeys(Split.Train), 0.2, 0.35);
        Assert.InRange(ShareOfLikeKeys(Split.HeldOut), 0, 0.05);
        Assert.Equal(310, ChaseKeys.Draw(new TaskRandom(3), Split.Train, 310).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Requests_are_worded_in_hundreds_of_ways()
    {
        var family = new ChaseFamily(ChaseLengths.Exactly(1));
        var forms = new HashSet<string>(StringComparer.Ordinal);
        for (ulong seed = 0; seed < 1000; seed++)
        {
            var task = (ChaseTask)family.Create(new TaskRandom(seed), Split.Train);
            forms.Add(task.Opening[^1].Text.Replace(task.Chase.CodeWord!, "W", StringComparison.Ordinal)
                .Replace(task.Chase.Keys[0], "K", StringComparison.Ordinal).Replace(task.Chase.Tool.Name, "T", StringComparison.Ordinal));
        }

        Assert.True(forms.Count > 900, $"{forms.Count} forms");
    }

    [Fact]
    public void A_call_that_the_world_does_not_know_gets_an_error()
    {
        var task = (ChaseTask)new ChaseFamily().Create(new TaskRandom(1), Split.Train);
        IToolWorld world = task.CreateWorld();
        Assert.Equal(ChaseResults.NotFound, world.Call(task.Chase.Tool.Request("nokey")));
        Assert.Equal(ChaseResults.BadCall, world.Call(new ToolRequest("other", "{}")));
        Assert.Equal(ChaseResults.BadCall, world.Call(new ToolRequest(task.Chase.Tool.Name, "[")));
        Assert.Equal(ChaseResults.BadCall, world.Call(new ToolRequest(task.Chase.Tool.Name, $$"""{"{{task.Chase.Tool.Argument}}":7}""")));
    }

    private static string Key(AssistantTurn turn) => turn.Calls[0].Arguments.Split('"')[3];

    /// <summary>The share of chains in which some two keys have their first three characters in common.</summary>
    private static double ShareOfLikeKeys(Split split) => Enumerable.Range(0, 1000)
        .Count(seed => ChaseKeys.Draw(new TaskRandom((ulong)seed), split, 8).DistinctBy(key => key[..3]).Count() < 8) / 1000.0;

    private static HashSet<string> Entities(Split split)
    {
        var entities = new HashSet<string>(StringComparer.Ordinal);
        for (ulong seed = 0; seed < 300; seed++)
        {
            Chase chase = ((ChaseTask)new ChaseFamily().Create(new TaskRandom(seed), split)).Chase;
            entities.UnionWith(chase.Keys);
            entities.Add(chase.CodeWord!);
        }

        return entities;
    }
}
