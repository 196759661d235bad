using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks.Swe;

namespace K2Sharp.Evals.Reporting;

/// <summary>Writes a run's reports into its folder: report.html, report.md, report.json, patches as predictions, and a page per attempt.</summary>
internal static class ReportFiles
{
    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes them all.</summary>
    /// <returns>The HTML page.</returns>
    public static string Write(string folder, RunSummary summary)
    {
        string page = Path.Combine(folder, "report.html");
        File.WriteAllText(page, HtmlReport.Write(summary, record => Address(folder, record)));
        File.WriteAllText(Path.Combine(folder, "report.md"), MarkdownReport.Write(summary));
        using (FileStream file = File.Create(Path.Combine(folder, "report.json")))
        using (var json = new Utf8JsonWriter(file, s_json))
        {
            JsonReport.Write(json, summary);
        }

        SwePredictions.Write(folder, summary);
        foreach (AttemptRecord record in summary.Tasks.SelectMany(task => task.Records))
        {
            WritePage(folder, record);
        }

        return page;
    }

    private static string Address(string folder, AttemptRecord record) =>
        Path.ChangeExtension(Path.GetRelativePath(folder, RunFolder.TranscriptPath(folder, record)), ".html").Replace('\\', '/');

    private static void WritePage(string folder, AttemptRecord record)
    {
        string source = RunFolder.TranscriptPath(folder, record);
        string target = Path.ChangeExtension(source, ".html");

        // A finished attempt does not change, nor does its page.
        if (File.Exists(source) && !File.Exists(target))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(source));
            File.WriteAllText(target, AttemptPage.Write(document.RootElement), Encoding.UTF8);
        }
    }
}
