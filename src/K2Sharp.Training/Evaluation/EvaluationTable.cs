using System.Globalization;
using System.Text;
using System.Text.Json;
using K2Sharp.Training.Reporting;

namespace K2Sharp.Training.Evaluation;

/// <summary>What an evaluation found: families as rows, variants of the model as columns.</summary>
internal sealed class EvaluationTable(IReadOnlyList<VariantResult> variants)
{
    private const string Missing = "-";

    /// <summary>The names of the families, in the order in which they were played.</summary>
    private IEnumerable<string> Families => variants.SelectMany(variant => variant.Families).Select(result => result.Family).Distinct(StringComparer.Ordinal);

    /// <summary>Aligned columns, then what the columns mean, success by hops and why tasks failed.</summary>
    public string ToText()
    {
        string[][] rows = Rows();
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            // Names flush left, numbers flush right.
            IEnumerable<string> cells = row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }

        return text.Append('\n').Append(Notes(string.Empty)).Append(Details()).ToString();
    }

    /// <summary>A Markdown table with its notes.</summary>
    public string ToMarkdown()
    {
        string[][] rows = Rows();
        var text = new StringBuilder();
        MarkdownRow(text, rows[0]);
        MarkdownRow(text, [.. rows[0].Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (string[] row in rows.Skip(1))
        {
            MarkdownRow(text, row);
        }

        return text.Append('\n').Append(Notes("- ")).ToString();
    }

    /// <summary>Writes an array with one object per variant.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray("variants");
        foreach (VariantResult variant in variants)
        {
            json.WriteStartObject();
            json.WriteString("name", variant.Name);
            json.WriteString("meaning", variant.Meaning);
            json.WriteStartArray("families");
            foreach (FamilyResult result in variant.Families)
            {
                WriteFamily(json, result);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The table as a run's report shows it.</summary>
    public Reporting.EvaluationTable ToReport() => new()
    {
        Columns = [.. variants.Select(variant => new EvaluationColumn(variant.Name, variant.Meaning))],
        Rows = [.. Families.Select(Row)],
    };

    /// <summary>The family in which two variants differ most, and by how many points; null where they share none.</summary>
    public (string Family, double Points)? LargestDifference(string first, string second)
    {
        VariantResult? left = variants.FirstOrDefault(variant => string.Equals(variant.Name, first, StringComparison.Ordinal));
        VariantResult? right = variants.FirstOrDefault(variant => string.Equals(variant.Name, second, StringComparison.Ordinal));
        (string Family, double Points)? largest = null;
        foreach (FamilyResult result in left?.Families ?? [])
        {
            if (right?.Find(result.Family) is { } other)
            {
                double points = 100 * (other.Accuracy.Share - result.Accuracy.Share);
                if (largest is null || Math.Abs(points) > Math.Abs(largest.Value.Points))
                {
                    largest = (result.Family, points);
                }
            }
        }

        return largest;
    }

    private EvaluationRow Row(string family)
    {
        FamilyResult?[] results = [.. variants.Select(variant => variant.Find(family))];
        return new EvaluationRow(family, results.Max(result => result?.Accuracy.Count ?? 0), [.. results.Select(result => result?.Accuracy.Passed)]);
    }

    private string[][] Rows()
    {
        bool isSingle = variants.Count == 1;
        List<string[]> rows = [["family", "tasks", .. variants.Select(variant => variant.Name), .. isSingle ? (string[])["95 % interval", "tokens/task"] : []]];
        foreach (string family in Families)
        {
            FamilyResult?[] results = [.. variants.Select(variant => variant.Find(family))];
            int tasks = results.Max(result => result?.Accuracy.Count ?? 0);
            rows.Add([family, Number(tasks, "0"), .. results.Select(Cell), .. isSingle ? Extra(results[0]!) : []]);
        }

        return [.. rows];
    }

    private string Notes(string bullet)
    {
        var text = new StringBuilder();
        foreach (VariantResult variant in variants)
        {
            text.Append(CultureInfo.InvariantCulture, $"{bullet}{variant.Name}: {variant.Meaning}\n");
        }

        if (LargestDifference(EvaluationVariant.Bf16Name, EvaluationVariant.Int4Name) is var (family, points))
        {
            text.Append(CultureInfo.InvariantCulture, $"{bullet}largest difference of int4 from bf16: {points:+0.0;-0.0;0.0} points ({family})\n");
        }

        return text.ToString();
    }

    private string Details()
    {
        var text = new StringBuilder();
        foreach (VariantResult variant in variants)
        {
            foreach (FamilyResult result in variant.Families)
            {
                if (result.ByHops.Count > 1)
                {
                    IEnumerable<string> hops = result.ByHops.Select(hop => string.Create(CultureInfo.InvariantCulture, $"{hop.Hops}: {hop.Accuracy.Passed}/{hop.Accuracy.Count}"));
                    text.Append(CultureInfo.InvariantCulture, $"\n{variant.Name}, {result.Family}, passed by hops: {string.Join(", ", hops)}\n");
                }

                foreach (FailureReason failure in result.Failures)
                {
                    text.Append(CultureInfo.InvariantCulture, $"\n{variant.Name}, {result.Family}, {failure.Count} failed: {failure.Why}\n  {failure.Example.TrimEnd().ReplaceLineEndings("\n  ")}\n");
                }
            }
        }

        return text.ToString();
    }

    private static void WriteFamily(Utf8JsonWriter json, FamilyResult result)
    {
        json.WriteStartObject();
        json.WriteString("family", result.Family);
        WriteAccuracy(json, result.Accuracy);
        (double low, double high) = result.Accuracy.Interval;
        json.WriteNumber("low", Math.Round(low, 4));
        json.WriteNumber("high", Math.Round(high, 4));
        json.WriteNumber("mean_tokens", Math.Round(result.MeanTokens, 1));
        json.WriteNumber("seconds", Math.Round(result.Seconds, 2));
        json.WriteStartArray("by_hops");
        foreach (HopAccuracy hop in result.ByHops)
        {
            json.WriteStartObject();
            json.WriteNumber("hops", hop.Hops);
            WriteAccuracy(json, hop.Accuracy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("failures");
        foreach (FailureReason failure in result.Failures)
        {
            json.WriteStartObject();
            json.WriteString("why", failure.Why);
            json.WriteNumber("n", failure.Count);
            json.WriteString("example", failure.Example);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAccuracy(Utf8JsonWriter json, Accuracy accuracy)
    {
        json.WriteNumber("passed", accuracy.Passed);
        json.WriteNumber("n", accuracy.Count);
        json.WriteNumber("accuracy", Math.Round(accuracy.Share, 4));
    }

    private static void MarkdownRow(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Cell(FamilyResult? result) => result is null ? Missing : Number(100 * result.Accuracy.Share, "0.0");

    private static string[] Extra(FamilyResult result)
    {
        (double low, double high) = result.Accuracy.Interval;
        return [$"{Number(100 * low, "0.0")} to {Number(100 * high, "0.0")}", Number(result.MeanTokens, "0")];
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
