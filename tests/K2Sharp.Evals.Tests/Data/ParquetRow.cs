namespace K2Sharp.Evals.Tests.Data;

public sealed class ParquetRow
{
    public long Id { get; set; }

    public string? Question { get; set; }

    public List<string> Options { get; set; } = [];
}
