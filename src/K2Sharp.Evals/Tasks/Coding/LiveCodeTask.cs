using System.Text.Json;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Tasks.Agentic;

namespace K2Sharp.Evals.Tasks.Coding;

/// <summary>LiveCodeBench's code generation: problems of contests, programs that are run on hidden tests.</summary>
internal sealed class LiveCodeTask : EvalTask
{
    public override string Name => "livecodebench";

    public override string Title => "LiveCodeBench code generation: contest problems, Python programs that hidden tests decide on";

    public override CardFigure Card { get; } = new(83.1, "LiveCodeBench v6");

    public override EvalSettings Settings { get; } = new() { ThinkingBudget = 128 * 1024, MaxOutputTokens = 160 * 1024, Repeats = 5 };

    public override ToolNeeds Needs => ToolNeeds.Sandbox;

    public override IReadOnlyList<Question> Load(DatasetFolder data) =>
        [.. DatasetFile.Read(data.Find(Name, "livecodebench*.jsonl*", "test6.jsonl", "livecodebench*.parquet")).Select(Create)];

    private static LiveCodeQuestion Create(DataRow row)
    {
        string starter = row.TextOrNull("starter_code") ?? string.Empty;
        return new LiveCodeQuestion(row.Text("question_id"), row.TextOrNull("difficulty") ?? string.Empty, row.Text("question_content"), starter, Function(row), HiddenTest.Read(row));
    }

    /// <summary>The metadata are a JSON text; they name the function where the tests call one.</summary>
    private static string? Function(DataRow row)
    {
        if (row.TextOrNull("metadata") is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            using JsonDocument metadata = JsonDocument.Parse(text);
            string? name = metadata.RootElement.TryGetProperty("func_name", out JsonElement value) ? value.GetString() : null;
            return name is null || name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? name : throw row.Problem($"names the function {name}");
        }
        catch (JsonException exception)
        {
            throw new DatasetException(row.Problem("has metadata that are no JSON").Message, exception);
        }
    }
}
