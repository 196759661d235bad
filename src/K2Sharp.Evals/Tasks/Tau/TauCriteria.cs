using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Evals.Data;

namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>What a tau2 task's outcome is measured by.</summary>
internal sealed record TauCriteria
{
    /// <summary>The calls that lead to the goal, in order; null where the task names none.</summary>
    public IReadOnlyList<TauAction>? Actions { get; init; }

    /// <summary>Assertions on the state at the end; null where there are none.</summary>
    public IReadOnlyList<TauAction>? Assertions { get; init; }

    /// <summary>What the agent must have told the user.</summary>
    public IReadOnlyList<string> Communicate { get; init; } = [];

    /// <summary>What counts: DB, ENV_ASSERTION, ACTION, COMMUNICATE. The score is the product.</summary>
    public IReadOnlyList<string> Basis { get; init; } = ["DB", "COMMUNICATE"];

    public static TauCriteria Read(DataRow row)
    {
        JsonElement criteria = row.Element("evaluation_criteria");
        var read = new TauCriteria
        {
            Actions = CallsOf(criteria, "actions", "name"),
            Assertions = CallsOf(criteria, "env_assertions", "func_name"),
            Communicate = criteria.TryGetProperty("communicate_info", out JsonElement told) && told.ValueKind == JsonValueKind.Array ? [.. told.EnumerateArray().Select(info => info.GetString()!)] : [],
        };
        read = criteria.TryGetProperty("reward_basis", out JsonElement basis) && basis.ValueKind == JsonValueKind.Array
            ? read with { Basis = [.. basis.EnumerateArray().Select(name => name.GetString()!)] }
            : read;
        return read.Basis.FirstOrDefault(name => name is not ("DB" or "ENV_ASSERTION" or "ACTION" or "COMMUNICATE")) is { } unknown
            ? throw row.Problem($"is measured by {unknown}, which is not supported")
            : read;
    }

    /// <summary>Calls of an array field.</summary>
    public static IReadOnlyList<TauAction>? CallsOf(JsonElement parent, string field, string name)
    {
        if (!parent.TryGetProperty(field, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        return
        [
            .. list.EnumerateArray().Select(action => new TauAction(action.GetProperty(name).GetString()!, JsonNode.Parse(action.GetProperty("arguments").GetRawText())!.AsObject())
            {
                IsUsers = action.TryGetProperty("env_type", out JsonElement side) && side.GetString() == "user",
                Wanted = !action.TryGetProperty("assert_value", out JsonElement wanted) || wanted.GetBoolean(),
                Compared = action.TryGetProperty("compare_args", out JsonElement compared) && compared.ValueKind == JsonValueKind.Array ? [.. compared.EnumerateArray().Select(argument => argument.GetString()!)] : null,
            }),
        ];
    }
}
