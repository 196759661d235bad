using System.Text.Json;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Tasks.Agentic;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.FunctionCalling;

/// <summary>
/// BFCL's multi-turn conversations: several requests over file systems, cars, tickets and the like, judged by the state after each turn. The worlds are
/// the published Python classes, which are run in the sandbox as they are; they come with the user's copy of bfcl_eval.
/// </summary>
internal sealed class MultiTurnTask : EvalTask
{
    // BFCL allows 20 steps in a turn; its conversations have up to seven.
    private const int MostSteps = 140;

    public override string Name => "bfcl-multi-turn";

    public override string Title => "BFCL v4 multi-turn base: requests over worlds with state, judged by the state after each turn";

    public override EvalSettings Settings { get; } = new() { MaxOutputTokens = 32 * 1024, MaxSteps = MostSteps, ContextTokens = 256 * 1024 };

    public override ToolNeeds Needs => ToolNeeds.Sandbox;

    public override bool GradesText => false;

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        IReadOnlyList<DataRow> rows = DatasetFile.Read(data.Find(Name, "BFCL_v4_multi_turn_base.json", "BFCL_v*_multi_turn_base.json*"));
        Dictionary<string, IReadOnlyList<IReadOnlyList<string>>> answers = DatasetFile.Read(data.Find(Name, "answers_BFCL_v4_multi_turn_base.json", "possible_answer/BFCL_v*_multi_turn_base.json"))
            .ToDictionary(row => row.Text("id"), Calls, StringComparer.Ordinal);
        string source = Path.GetDirectoryName(data.Find(Name, "func_source_code/*.py", "ticket_api.py", "math_api.py", "gorilla_file_system.py"))!;
        return [.. rows.Select(row => Create(row, answers, data, source))];
    }

    private MultiTurnQuestion Create(DataRow row, Dictionary<string, IReadOnlyList<IReadOnlyList<string>>> answers, DatasetFolder data, string source)
    {
        IReadOnlyList<string> classes = row.Texts("involved_classes");
        HashSet<string> excluded = row.Fields.TryGetProperty("excluded_function", out _) ? [.. row.Texts("excluded_function")] : [];
        if (classes.FirstOrDefault(name => !MultiTurnDriver.Files.ContainsKey(name)) is { } unknown)
        {
            throw row.Problem($"has a world of the class {unknown}, which is not known here");
        }

        IReadOnlyList<IReadOnlyList<ChatMessage>> turns =
        [
            .. row.Element("question").EnumerateArray().Select(turn => (IReadOnlyList<ChatMessage>)
                [.. turn.EnumerateArray().Select(message => new ChatMessage(new ChatRole(message.GetProperty("role").GetString()!), message.GetProperty("content").GetString()))]),
        ];
        return new MultiTurnQuestion(
            row.Text("id"),
            turns,
            [.. classes.SelectMany(name => Functions(data, name)).Where(function => !excluded.Contains(function.Name))],
            classes,
            row.Element("initial_config"),
            answers.TryGetValue(row.Text("id"), out IReadOnlyList<IReadOnlyList<string>>? expected) && expected.Count == turns.Count ? expected : throw row.Problem("has no answer for each turn"),
            source);
    }

    private IEnumerable<AIFunctionDeclaration> Functions(DatasetFolder data, string name)
    {
        string file = MultiTurnDriver.Files[name] + ".json";
        return DatasetFile.Read(data.Find(Name, $"multi_turn_func_doc/{file}", file)).Select(row => AIFunctionFactory.CreateDeclaration(
            BfclSchema.Name(row.Text("name")),
            row.TextOrNull("description"),
            BfclSchema.Convert(row.Element("parameters"))));
    }

    private static IReadOnlyList<IReadOnlyList<string>> Calls(DataRow row) =>
        [.. row.Element("ground_truth").EnumerateArray().Select(turn => (IReadOnlyList<string>)[.. turn.EnumerateArray().Select(call => call.GetString()!)])];
}
