using System.Text.Json;
using System.Text.Json.Nodes;

namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>A tau2 task.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Policy">What the agent must keep to.</param>
/// <param name="CreateDomain">A fresh world.</param>
/// <param name="Criteria">What the outcome is measured by.</param>
internal sealed record TauQuestion(string Id, string Policy, Func<TauDomain> CreateDomain, TauCriteria Criteria) : Question(Id, string.Empty)
{
    /// <summary>The problem as a ticket, for working on it without a user; null where there is none.</summary>
    public string? Ticket { get; init; }

    public string? Persona { get; init; }

    /// <summary>What the user is told to want.</summary>
    public required string Instructions { get; init; }

    /// <summary>What the database is changed by before the start.</summary>
    public JsonObject? InitialData { get; init; }

    public IReadOnlyList<TauAction> InitialActions { get; init; } = [];

    /// <summary>What was said before the start.</summary>
    public IReadOnlyList<JsonElement> History { get; init; } = [];

    public override Episode Begin(EpisodeServices services) => new TauEpisode(this, services.User);

    /// <summary>Instructions are a text, or an object of texts.</summary>
    public static string Describe(JsonElement instructions) => instructions.ValueKind == JsonValueKind.Object
        ? string.Join("\n", instructions.EnumerateObject().Where(part => part.Value.ValueKind == JsonValueKind.String).Select(part => $"{part.Name}: {part.Value.GetString()}"))
        : instructions.GetString() ?? string.Empty;

    /// <summary>The world at the start: data merged in, actions run, the history's calls repeated.</summary>
    public TauDomain Start()
    {
        TauDomain domain = CreateDomain();
        if (InitialData is not null)
        {
            Merge(domain.Database, InitialData);
        }

        foreach (TauAction action in InitialActions)
        {
            domain.Call(action.Name, action.Arguments);
        }

        foreach (JsonElement call in History.Where(message => message.TryGetProperty("tool_calls", out _)).SelectMany(message => message.GetProperty("tool_calls").EnumerateArray()))
        {
            domain.Call(call.GetProperty("name").GetString()!, JsonNode.Parse(call.GetProperty("arguments").GetRawText())!.AsObject());
        }

        return domain;
    }

    /// <summary>The world after the expected calls.</summary>
    public TauDomain Goal()
    {
        TauDomain domain = Start();
        foreach (TauAction action in Criteria.Actions ?? [])
        {
            domain.Call(action.Name, action.Arguments);
        }

        return domain;
    }

    private static void Merge(JsonObject target, JsonObject source)
    {
        foreach ((string name, JsonNode? value) in source)
        {
            if (value is JsonObject inner && target[name] is JsonObject existing)
            {
                Merge(existing, inner);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}
