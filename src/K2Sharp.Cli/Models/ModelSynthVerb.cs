using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Models;

/// <summary><c>k2 model synth</c>: a random checkpoint of given dimensions.</summary>
internal sealed class ModelSynthVerb
{
    private readonly CliHost _host;
    private readonly Option<string> _preset = new("--preset") { Description = $"The dimensions to start from: {string.Join(", ", SyntheticPresets.Names)}.", HelpName = "NAME", Required = true };
    private readonly Option<string> _out = new("--out") { Description = "The folder to write; must not exist or be empty.", HelpName = "DIR", Required = true };
    private readonly Option<int?> _layers = new("--layers") { Description = "Decoder layers; the first has no experts. Default: the preset's.", HelpName = "N" };
    private readonly Option<int?> _experts = new("--experts") { Description = "Routed experts per layer. Default: the preset's.", HelpName = "N" };
    private readonly Option<int?> _vocabulary = new("--vocab") { Description = "Vocabulary size, at least 512. Default: the preset's.", HelpName = "N" };
    private readonly Option<string?> _expertFormat = new("--expert-format") { Description = "How routed experts are kept: int4 as published, or bfloat16, to compare. Default: int4.", HelpName = "FORMAT" };
    private readonly Option<long> _seed = new("--seed") { Description = "Decides the weights.", HelpName = "N", DefaultValueFactory = _ => 0 };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object at the end." };

    private ModelSynthVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new ModelSynthVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("synth", "Write a random checkpoint in the published layout, to measure a machine without the real weights.")
        {
            Remarks = "The weights are random: such a model answers noise, at the speed of the real one. Ctrl+C removes what was written.",
            Examples =
            [
                ("k2 model synth --preset k2-thinking --layers 3 --experts 64 --vocab 16384 --out /tmp/k2-synth", "real dimensions, 5 GB"),
                ("k2 model synth --preset long --out /tmp/k2-long", "real sizes of heads and positions, the rest small: for long contexts"),
                ("k2 model synth --preset tiny --out /tmp/k2-tiny", "everything small, 2 MB"),
            ],
        };
        foreach (Option option in (Option[])[_preset, _out, _layers, _experts, _vocabulary, _expertFormat, _seed, _json])
        {
            verb.Add(option);
        }

        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        string directory = result.GetRequiredValue(_out);
        if (directory.Length == 0)
        {
            throw new UsageException("--out is empty: name a new folder");
        }

        K2Config config = SyntheticPresets.Get(
            result.GetRequiredValue(_preset), result.GetValue(_layers), result.GetValue(_experts), result.GetValue(_vocabulary));
        config = result.GetValue(_expertFormat) switch
        {
            null or "int4" => config,
            "bfloat16" => config with { QuantizationConfig = null },
            { } other => throw new UsageException($"--expert-format must be int4 or bfloat16, not \"{other}\""),
        };
        ModelSummary summary = ModelSummary.Of(config);
        long begin = _host.Clock.GetTimestamp();
        using (var line = new ProgressLine(_host))
        {
            var progress = new SynchronousProgress<SyntheticProgress>(done => line.Show(
                () => $"{ProgressLine.Bar((double)done.Written / done.Total)} {SizeText.Bytes(done.Written)} of {SizeText.Bytes(done.Total)}, {done.File}"));
            _host.Interrupts.During(cancellation =>
            {
                SyntheticCheckpoint.Write(directory, config, result.GetValue(_seed), progress, cancellation);
                return true;
            });
        }

        double seconds = _host.Clock.GetElapsedTime(begin).TotalSeconds;
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, json =>
            {
                json.WriteStartObject();
                json.WriteString("directory", directory);
                json.WriteNumber("parameters", summary.TotalParameters);
                json.WriteNumber("bytes", summary.CheckpointBytes);
                json.WriteNumber("seconds", Math.Round(seconds, 3));
                json.WriteEndObject();
            });
        }
        else
        {
            _host.Output.WriteLine($"wrote {OneLine.From(directory)}: {SizeText.Count(summary.TotalParameters)} parameters, {SizeText.Bytes(summary.CheckpointBytes)}");
            _host.Output.WriteLine($"measure it with: k2 bench --model {OneLine.From(directory)}");
        }

        return ExitCode.Success;
    }
}
