using System.Text.Json;

namespace K2Sharp.Training.Reporting;

/// <summary>One checkpoint in several number formats on every task family: <c>evaluation-table.json</c> in a run's folder.</summary>
internal sealed record EvaluationTable
{
    public const string FileName = "evaluation-table.json";

    /// <summary>The formats. The first is what the others are compared with.</summary>
    public IReadOnlyList<EvaluationColumn> Columns { get; set; } = [];

    public IReadOnlyList<EvaluationRow> Rows { get; set; } = [];

    /// <summary>The table in a run's folder, or null where there is none.</summary>
    public static EvaluationTable? Read(string runDirectory)
    {
        string path = Path.Combine(runDirectory, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), MetricsJson.Default.EvaluationTable) : null;
    }

    public void Write(string runDirectory) =>
        File.WriteAllBytes(Path.Combine(runDirectory, FileName), JsonSerializer.SerializeToUtf8Bytes(this, MetricsJson.Default.EvaluationTable));
}
