using System.Text.Json;
using K2Sharp.Evals.Data;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.FunctionCalling;

/// <summary>A subset of the Berkeley Function-Calling Leaderboard v4 that is graded by the calls themselves.</summary>
/// <param name="subset">simple_python, parallel or irrelevance: the middle of the file's name.</param>
/// <param name="title">What it measures.</param>
internal sealed class BfclTask(string subset, string title) : EvalTask
{
    private const string Irrelevance = "irrelevance";

    public override string Name => "bfcl-" + subset.Split('_')[0];

    public override string Title => title;

    public override EvalSettings Settings { get; } = new() { MaxOutputTokens = 32 * 1024 };

    public override bool GradesText => false;

    public static IEnumerable<BfclTask> All =>
    [
        new("simple_python", "BFCL v4 simple: one call with the right arguments"),
        new("parallel", "BFCL v4 parallel: several calls at once"),
        new(Irrelevance, "BFCL v4 irrelevance: no call where no function helps"),
    ];

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        IReadOnlyList<DataRow> rows = DatasetFile.Read(data.Find(Name, $"BFCL_v4_{subset}.json", $"BFCL_v*_{subset}.json*"));
        if (subset == Irrelevance)
        {
            return [.. rows.Select(row => Create(row, expected: null))];
        }

        Dictionary<string, JsonElement> answers = DatasetFile.Read(data.Find(Name, $"answers_BFCL_v4_{subset}.json", $"possible_answer/BFCL_v*_{subset}.json"))
            .ToDictionary(row => row.Text("id"), row => row.Element("ground_truth"), StringComparer.Ordinal);
        return [.. rows.Select(row => Create(row, answers.TryGetValue(row.Text("id"), out JsonElement expected) ? expected : throw row.Problem("has no possible answer")))];
    }

    private static BfclQuestion Create(DataRow row, JsonElement? expected)
    {
        var messages = new List<ChatMessage>();
        foreach (JsonElement message in row.Element("question")[0].EnumerateArray())
        {
            var role = new ChatRole(message.GetProperty("role").GetString()!);
            messages.Add(new ChatMessage(role, message.GetProperty("content").GetString()));
        }

        return new BfclQuestion(row.Text("id"), messages, [.. row.Element("function").EnumerateArray()], expected);
    }
}
