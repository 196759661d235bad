using System.Text;

namespace K2Sharp.Training.Reporting;

/// <summary>Makes the page that people look at after, or during, a run.</summary>
internal static class HtmlReport
{
    public const string FileName = "report.html";

    /// <summary>Writes one self-contained page from <c>metrics.jsonl</c> and, where they exist, <c>run.json</c> and <c>evaluation-table.json</c>.</summary>
    /// <exception cref="FileNotFoundException">The folder has no metrics.</exception>
    /// <exception cref="InvalidDataException">The facts or the table cannot be read.</exception>
    public static void Write(string runDirectory, string outFile)
    {
        string page = new ReportPage(MetricsHistory.Read(runDirectory), RunFacts.Read(runDirectory), EvaluationTable.Read(runDirectory)).Render();
        File.WriteAllText(outFile, page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
