using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Models;

/// <summary><c>k2 model inspect</c>: what a checkpoint, or a config alone, says of a model's size and speed.</summary>
internal sealed class ModelInspectVerb
{
    private readonly CliHost _host;
    private readonly Argument<string> _path = new("PATH") { Description = "A checkpoint's folder, or a config.json; weights need not be there.", HelpName = "DIR|config.json" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private ModelInspectVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new ModelInspectVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("inspect", "Architecture, parameters, bytes per token, memory needed and the speed to expect.")
        {
            Examples =
            [
                ("k2 model inspect ~/Kimi-K2-Thinking", "from the published files, complete or not yet downloaded"),
                ("k2 model inspect config.json --json", "from a config alone, for scripts"),
            ],
        };
        verb.Add(_path);
        verb.Add(_json);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        string path = result.GetRequiredValue(_path);
        (K2Config config, WeightFiles? files, DenseSideFile? dense) = Read(path);
        var inspection = new Inspection(config, ModelSummary.Of(config), files, dense);
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, inspection.WriteJson);
        }
        else
        {
            new InspectionTables(_host, inspection).Write();
        }

        return ExitCode.Success;
    }

    private static (K2Config Config, WeightFiles? Files, DenseSideFile? Dense) Read(string path)
    {
        if (!Directory.Exists(path) || !WeightFiles.ArePresent(path))
        {
            return (ModelFiles.ReadConfig(path), null, null);
        }

        using Checkpoint checkpoint = Checkpoint.Open(path);
        return (checkpoint.Config, WeightFiles.Of(checkpoint), DenseSideFile.Of(checkpoint));
    }
}
