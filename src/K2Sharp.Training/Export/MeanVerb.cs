using System.CommandLine;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Training.Export;

/// <summary><c>k2 train mean</c>: makes one model of two.</summary>
internal static class MeanVerb
{
    private const int Success = 0;
    private const int BadInput = 2;

    public static Command Create()
    {
        var first = new Option<string>("--model") { Description = "The folder of an exported model.", HelpName = "DIR", Required = true };
        var second = new Option<string>("--with") { Description = "The folder of a model that was trained further from it.", HelpName = "DIR", Required = true };
        var output = new Option<string>("--out") { Description = "The folder to write; new, empty, or an older checkpoint.", HelpName = "DIR", Required = true };
        var verb = new Command("mean", "Write the mean of two models' weights, with INT4 experts: it often has what both can do.") { first, second, output };
        verb.SetAction(result => Run(
            result.GetRequiredValue(first), result.GetRequiredValue(second), result.GetRequiredValue(output), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return verb;
    }

    private static int Run(string first, string second, string directory, TextWriter output, TextWriter error)
    {
        try
        {
            MeanOfModels.Write(first, second, directory);
        }
        catch (Exception exception) when (exception is CheckpointException or TokenizerException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"k2 train mean: {exception.Message.ReplaceLineEndings(" ")}");
            return BadInput;
        }

        output.WriteLine(directory);
        return Success;
    }
}
