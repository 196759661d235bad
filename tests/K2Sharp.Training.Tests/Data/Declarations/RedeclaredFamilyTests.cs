using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Chases;
using K2Sharp.Training.Data.Declarations;

namespace K2Sharp.Training.Tests.Data.Declarations;

public sealed class RedeclaredFamilyTests
{
    private static readonly ITaskFamily s_inner = new ChaseFamily();
    private static readonly ITaskFamily s_family = new RedeclaredFamily(s_inner, share: 0.4, bystanders: 0.2);

    [Fact]
    public void Teacher_passes()
    {
        FamilyChecks.TeacherPasses(s_family, Split.Train);
        FamilyChecks.TeacherPasses(s_family, Split.HeldOut);
    }

    [Fact]
    public void Same_seed_same_bytes() => FamilyChecks.SameSeedSameBytes(s_family);

    /// <summary>Held-out tasks are what they were before there were dialects: figures stay comparable.</summary>
    [Fact]
    public void Held_out_tasks_stay_as_they_are()
    {
        IEnumerable<string> inner = FamilyChecks.Draw(s_inner, Split.HeldOut).Select(task => FamilyChecks.Show(Teaching.Play(task)));
        Assert.Equal(inner, FamilyChecks.Draw(s_family, Split.HeldOut).Select(task => FamilyChecks.Show(Teaching.Play(task))));
    }

    /// <summary>The shares, and that nothing but the declarations differs.</summary>
    [Fact]
    public void Only_declarations_differ()
    {
        int restated = 0;
        int bystanders = 0;
        foreach ((TrainingTask before, TrainingTask after) in FamilyChecks.Draw(s_inner, Split.Train).Zip(FamilyChecks.Draw(s_family, Split.Train)))
        {
            Assert.Equal(before.Opening.Select(message => message.Text), after.Opening.Select(message => message.Text));
            Assert.Equal(Teaching.Play(before).Calls, Teaching.Play(after).Calls);
            Assert.Contains(before.Tools[0].Name, after.Tools.Select(tool => tool.Name));
            Assert.Equal(after.Tools.Count, after.Tools.DistinctBy(tool => tool.Name).Count());
            bystanders += after.Tools.Count - before.Tools.Count;
            restated += after.Tools.Any(tool => tool.Definition.GetRawText() == before.Tools[0].Definition.GetRawText()) ? 0 : 1;
        }

        // A dialect that is drawn may be the plain one.
        Assert.InRange(restated, 60, 135);
        Assert.InRange(bystanders, 35, 85);
    }

    [Fact]
    public void The_last_phase_sees_dialects_and_held_out_measures_do_not()
    {
        string[] declarations = [.. Enumerable.Range(0, 400).SelectMany(seed => TaskFamilies.Refined.Draw(new TaskRandom((ulong)seed)).Tools).Select(tool => tool.Definition.GetRawText())];
        Assert.Contains(declarations, text => text.Contains("\"additionalProperties\":false", StringComparison.Ordinal));
        Assert.Contains(declarations, text => !text.Contains("additionalProperties", StringComparison.Ordinal));
        Assert.DoesNotContain(TaskFamilies.All, family => family is RedeclaredFamily);
    }
}
