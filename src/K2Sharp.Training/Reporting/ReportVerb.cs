using System.CommandLine;

namespace K2Sharp.Training.Reporting;

/// <summary><c>k2 train report</c>: makes a page of curves from a run's metrics.</summary>
internal static class ReportVerb
{
    private const int Success = 0;
    private const int BadInput = 2;

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The folder of the run.", HelpName = "DIR", Required = true };
        var output = new Option<string?>("--out") { Description = "Where to write the page. Default: report.html in the folder of the run.", HelpName = "FILE" };
        var verb = new Command("report", "Make an HTML page of a run's curves and results; it also works while the run goes on.") { run, output };
        verb.SetAction(result =>
        {
            string directory = result.GetRequiredValue(run);
            string file = result.GetValue(output) ?? Path.Combine(directory, HtmlReport.FileName);
            return Run(directory, file, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
        });
        return verb;
    }

    private static int Run(string directory, string file, TextWriter output, TextWriter error)
    {
        if (!File.Exists(Path.Combine(directory, MetricsLog.FileName)))
        {
            error.WriteLine($"k2 train report: {directory} has no {MetricsLog.FileName}; name the folder that was given to 'k2 train --out'");
            return BadInput;
        }

        try
        {
            HtmlReport.Write(directory, file);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            error.WriteLine($"k2 train report: {exception.Message.ReplaceLineEndings(" ")}");
            return BadInput;
        }

        output.WriteLine(file);
        return Success;
    }
}
