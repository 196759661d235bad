using System.Text.Json.Nodes;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Schemas;
using K2Sharp.Training.Tests.Data.Wording;

namespace K2Sharp.Training.Tests.Data.Schemas;

public sealed class SchemaArgumentsFamilyTests
{
    private readonly SchemaArgumentsFamily _family = new();

    [Fact]
    public void The_teacher_passes() => FamilyTrial.CheckTeacher(_family, 500);

    [Fact]
    public void Held_out_requests_are_new() => FamilyTrial.CheckSplits(_family);

    [Fact]
    public void All_kinds_occur_and_the_call_keeps_the_order_of_the_request()
    {
        var kinds = new HashSet<PropertyKind>();
        int shuffled = 0;
        foreach (Episode episode in FamilyTrial.Play(_family))
        {
            var task = (SchemaTask)episode.Task;
            Assert.InRange(task.Properties.Count, 1, 3);
            kinds.UnionWith(task.Properties.Select(property => property.Kind));
            string[] names = [.. JsonNode.Parse(episode.Turns[0].Calls[0].Arguments)!.AsObject().Select(member => member.Key)];
            Assert.Equal(task.Values.Select(value => (value.Parent ?? value.Property).Name).Distinct(StringComparer.Ordinal), names);
            shuffled += names.Order(StringComparer.Ordinal).SequenceEqual(names, StringComparer.Ordinal) ? 0 : 1;
        }

        Assert.Equal(7, kinds.Count);
        Assert.InRange(shuffled, 100, 400);
    }

    [Fact]
    public void The_kind_in_the_thought_stands_behind_the_name_in_the_declaration()
    {
        foreach (Episode episode in FamilyTrial.Play(_family, 100))
        {
            string printed = FamilyTrial.Print(episode);
            foreach (GivenValue value in ((SchemaTask)episode.Task).Values)
            {
                string kind = value.Property.KindName;
                Assert.Contains($" {value.Path}: {kind} ", episode.Turns[0].Reasoning, StringComparison.Ordinal);
                string declared = kind is "enum" or "items" ? $"\"{kind}\"" : $"\"type\":\"{kind}\"";
                Assert.Contains($"\"{value.Property.Name}\":{{{declared}", printed, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Declarations_and_made_up_names_keep_to_their_split()
    {
        foreach (Split split in (Split[])[Split.Train, Split.HeldOut])
        {
            int withMadeUp = 0;
            for (ulong seed = 0; seed < 200; seed++)
            {
                var task = (SchemaTask)_family.Create(new TaskRandom(seed), split);
                Assert.Equal(split, Splits.Of(SchemaArgumentsFamily.Signature(task.Properties)));
                string[] madeUp = [.. task.Properties.SelectMany(property => property.Name.Split('_')).Except(PropertyNames.Common, StringComparer.Ordinal)];
                Assert.All(madeUp, name => Assert.Equal(split, Splits.Of(name)));
                withMadeUp += madeUp.Length > 0 ? 1 : 0;
            }

            Assert.InRange(withMadeUp, 140, 199);
        }
    }

    [Fact]
    public void A_changed_episode_fails()
    {
        foreach (Episode episode in FamilyTrial.Play(_family, 100))
        {
            var task = (SchemaTask)episode.Task;
            ToolRequest call = episode.Turns[0].Calls[0];
            FamilyTrial.Fails(FamilyTrial.WithoutTurn(episode, 0));
            FamilyTrial.Fails(FamilyTrial.WithExtraTurn(episode, episode.Turns[0]));
            FamilyTrial.Fails(FamilyTrial.WithCall(episode, 0, call with { Name = "other" }));
            FamilyTrial.Fails(FamilyTrial.WithCall(episode, 0, call with { Arguments = call.Arguments[..^1] }));
            FamilyTrial.Fails(FamilyTrial.WithCall(episode, 0, call with { Arguments = call.Arguments[..^1] + ",\"extra\":1}" }));
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, "Done."));
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, $"Done: {task.ResultId}1."));
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, $"Done: {task.ResultId} or r1."));
            FamilyTrial.Fails(episode with { IsComplete = false });
            foreach (string changed in Change(call.Arguments))
            {
                FamilyTrial.Fails(FamilyTrial.WithCall(episode, 0, call with { Arguments = changed }));
            }
        }
    }

    [Fact]
    public void The_world_refuses_what_does_not_fit()
    {
        var task = (SchemaTask)_family.Create(new TaskRandom(3), Split.Train);
        IToolWorld world = task.CreateWorld();
        Assert.Contains("error", world.Call(new ToolRequest(task.ToolName, "{}")), StringComparison.Ordinal);
        Assert.Contains("error", world.Call(new ToolRequest(task.ToolName, "no")), StringComparison.Ordinal);
        Assert.Contains("error", world.Call(new ToolRequest("other", "{}")), StringComparison.Ordinal);
    }

    /// <summary>For each argument: left out, and with its value of another type or content.</summary>
    private static IEnumerable<string> Change(string arguments)
    {
        foreach ((string name, JsonNode? value) in JsonNode.Parse(arguments)!.AsObject())
        {
            JsonObject without = JsonNode.Parse(arguments)!.AsObject();
            without.Remove(name);
            yield return without.ToJsonString();
            JsonObject other = JsonNode.Parse(arguments)!.AsObject();
            other[name] = value!.ToJsonString().StartsWith('"') ? 7 : "7";
            yield return other.ToJsonString();
            if (value is JsonArray)
            {
                JsonObject shorter = JsonNode.Parse(arguments)!.AsObject();
                shorter[name]!.AsArray().RemoveAt(0);
                yield return shorter.ToJsonString();
            }
        }
    }
}
