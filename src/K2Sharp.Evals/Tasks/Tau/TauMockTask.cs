using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Evals.Data;

namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>
/// tau2-bench's mock domain: the agent is right when the database ends up as the expected calls would have left it. With a user model the
/// user is played; without one the tasks that bring a ticket are worked on alone (tau2's solo mode).
/// </summary>
internal sealed class TauMockTask : EvalTask
{
    public override string Name => "tau2-mock";

    public override string Title => "tau2-bench mock domain: policy, tools and a database that must end up right";

    public override EvalSettings Settings { get; } = new() { Temperature = 0, MaxOutputTokens = 16 * 1024, MaxSteps = 30, Repeats = 4 };

    public override bool MayHaveUser => true;

    public override bool GradesText => false;

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        string database = File.ReadAllText(data.Find(Name, "tau2_mock_db.json", "domains/mock/db.json"));
        string policy = File.ReadAllText(data.Find(Name, "tau2_mock_policy.md", "domains/mock/policy.md"));
        IReadOnlyList<DataRow> rows = DatasetFile.Read(data.Find(Name, "tau2_mock_tasks.json", "domains/mock/tasks.json"));
        return [.. rows.Select(row => Create(row, database, policy))];
    }

    private static TauQuestion Create(DataRow row, string database, string policy)
    {
        JsonElement scenario = row.Element("user_scenario");
        JsonElement state = row.Fields.TryGetProperty("initial_state", out JsonElement initial) ? initial : default;
        return new TauQuestion(row.Text("id"), policy, () => new MockDomain(JsonNode.Parse(database)!.AsObject()), TauCriteria.Read(row))
        {
            Ticket = row.TextOrNull("ticket"),
            Persona = scenario.TryGetProperty("persona", out JsonElement persona) && persona.ValueKind == JsonValueKind.String ? persona.GetString() : null,
            Instructions = TauQuestion.Describe(scenario.GetProperty("instructions")),
            InitialData = Field(Field(state, "initialization_data"), "agent_data") is { ValueKind: JsonValueKind.Object } agent ? JsonNode.Parse(agent.GetRawText())!.AsObject() : null,
            InitialActions = state.ValueKind == JsonValueKind.Object ? TauCriteria.CallsOf(state, "initialization_actions", "func_name") ?? [] : [],
            History = Field(state, "message_history") is { ValueKind: JsonValueKind.Array } history ? [.. history.EnumerateArray()] : [],
        };
    }

    private static JsonElement Field(JsonElement parent, string name) => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) ? value : default;
}
