namespace K2Sharp.Training.Reporting;

/// <summary>One checkpoint in several number formats on every task family: <c>evaluation-table.json</c> in a run's folder.</summary>
internal sealed record EvaluationTable
{
    public const string FileName = "evaluation-table.json";

    /// <summary>The formats. The first is what the others are compared with.</summary>
    public IReadOnlyList<EvaluationColumn> Columns { get; set; } = [];

    public IReadOnlyList<EvaluationRow> Rows { get; set; } = [];

    /// <summary>The table in a run's folder, or null where there is none.</summary>
    public static EvaluationTable? Read(string runDirectory) => RunFiles.Read(runDirectory, FileName, MetricsJson.Default.EvaluationTable);

    public void Write(string runDirectory) => RunFiles.Write(runDirectory, FileName, this, MetricsJson.Default.EvaluationTable);
}
