using K2Sharp.Evals.Data;
using K2Sharp.Evals.Running;

namespace K2Sharp.Evals.Tasks.Vendor;

/// <summary>
/// Moonshot's K2 Vendor Verifier: whether a deployment calls tools when the official API does (F1 of "finish_reason is tool_calls" against a file
/// of official results) and whether every call fits its schema. A deployment of K2-Thinking passes from F1 73 % on; the official API has
/// schema accuracy 100 %, which a constrained decoder gives by construction.
/// </summary>
internal sealed class VendorTask : EvalTask
{
    public override string Name => "k2-vendor";

    public override string Title => "K2 Vendor Verifier: tool calls when the official API calls, with arguments that fit";

    public override EvalSettings Settings { get; } = new() { Temperature = 1, MaxOutputTokens = 64_000 };

    public override bool GradesText => false;

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        IReadOnlyList<DataRow> rows = DatasetFile.Read(data.Find(Name, "tool-calls/samples.jsonl", "k2vv*samples*.jsonl", "samples.jsonl", "medium.jsonl"));

        // The number of the row joins a request with the official answer to it.
        Dictionary<int, bool> reference = [];
        if (data.FindOrNull("kimi-k2-thinking_results.jsonl", "*_results.jsonl") is { } path)
        {
            foreach (DataRow row in DatasetFile.Read(path).Where(row => row.TextOrNull("finish_reason") is not null))
            {
                reference[row.Integer("data_index")] = row.Text("finish_reason") == "tool_calls";
            }
        }

        return [.. rows.Select(row => new VendorQuestion(FormattableString.Invariant($"{row.Number}"), row.Fields, reference.TryGetValue(row.Number, out bool calls) ? calls : null))];
    }

    public override IReadOnlyDictionary<string, double> Sum(IReadOnlyList<AttemptRecord> attempts) => VendorFigures.Of(attempts);
}
