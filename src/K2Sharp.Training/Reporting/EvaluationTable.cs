namespace K2Sharp.Training.Reporting;

/// <summary>One checkpoint in several number formats on every task family: <c>evaluation-table.json</c> in a run's folder.</summary>
internal sealed record EvaluationTable
{
    public const string FileName = "evaluation-table.json";

    /// <summary>The formats. The first is what the others are compared with.</summary>
    public IReadOnlyList<EvaluationColumn> Columns { get; set; } = [];

    public IReadOnlyList<EvaluationRow> Rows { get; set; } = [];

    /// <summary>
    /// Takes another table's results in. Where both have a row, equal numbers of tasks are merged cell by cell, the other's counting, and
    /// otherwise the row of more tasks stays alone: cells of one row must be of the same tasks.
    /// </summary>
    /// <param name="later">The results to take in.</param>
    /// <param name="columnOrder">Names of columns; those it lacks come last.</param>
    /// <param name="rowOrder">Names of families; those it lacks come last.</param>
    /// <returns>The families of which this table keeps a row of more tasks.</returns>
    public IReadOnlyList<string> Take(EvaluationTable later, IReadOnlyList<string> columnOrder, IReadOnlyList<string> rowOrder)
    {
        EvaluationColumn[] columns = [.. later.Columns.UnionBy(Columns, column => column.Name, StringComparer.Ordinal).OrderBy(column => Place(columnOrder, column.Name))];
        var kept = new List<string>();
        var rows = new List<EvaluationRow>();
        foreach (string family in Rows.Concat(later.Rows).Select(row => row.Family).Distinct(StringComparer.Ordinal).OrderBy(family => Place(rowOrder, family)))
        {
            int here = Find(family)?.N ?? 0;
            int there = later.Find(family)?.N ?? 0;
            if (there > 0 && here > there)
            {
                kept.Add(family);
            }

            int?[] passed = [.. columns.Select(column =>
                (there >= here ? later.Passed(family, column.Name) : null) ?? (here >= there ? Passed(family, column.Name) : null))];
            rows.Add(new EvaluationRow(family, Math.Max(here, there), passed));
        }

        (Columns, Rows) = (columns, rows);
        return kept;
    }

    /// <summary>The table in a run's folder, or null where there is none.</summary>
    public static EvaluationTable? Read(string runDirectory) => RunFiles.Read(runDirectory, FileName, MetricsJson.Default.EvaluationTable);

    public void Write(string runDirectory) => RunFiles.Write(runDirectory, FileName, this, MetricsJson.Default.EvaluationTable);

    private EvaluationRow? Find(string family) => Rows.FirstOrDefault(row => string.Equals(row.Family, family, StringComparison.Ordinal));

    private int? Passed(string family, string column)
    {
        int index = Columns.TakeWhile(other => !string.Equals(other.Name, column, StringComparison.Ordinal)).Count();
        return Find(family) is { } row && index < row.Passed.Count ? row.Passed[index] : null;
    }

    private static int Place(IReadOnlyList<string> order, string name) =>
        order.TakeWhile(other => !string.Equals(other, name, StringComparison.Ordinal)).Count();
}
