using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Checkpoints;
using Spectre.Console;

namespace K2Sharp.Cli.Models;

/// <summary><c>k2 model quantize</c>: the int8 side file of a checkpoint.</summary>
internal sealed class ModelQuantizeVerb
{
    private readonly CliHost _host;
    private readonly Option<string?> _model = ModelArguments.ModelOption();
    private readonly Option<string> _dense = new("--dense") { Description = "What to make of the weights that every token visits: int8.", HelpName = "FORMAT", Required = true };
    private readonly Option<string?> _out = new("--out") { Description = $"The file to write. Default: {DenseInt8Format.FileName} in the model's folder, where it is looked for.", HelpName = "FILE" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object at the end." };

    private ModelQuantizeVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new ModelQuantizeVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("quantize", "Write int8 copies of the weights that every token visits, once, for --dense int8.")
        {
            Remarks = """
                Converted are attention, shared experts, the MLP of layers without experts and the output head; a token of K2-Thinking then reads 23.7 GB in
                place of 33.0 GB. Routed experts, kv_b_proj, embedding, router and norms stay as they are, and so do the checkpoint's files. The file is 10.5 GB
                for K2-Thinking. It is refused when the weights that it was made from have changed. Ctrl+C removes what was written.
                """,
            Examples =
            [
                ("k2 model quantize --dense int8 --model ~/Kimi-K2-Thinking", $"writes {DenseInt8Format.FileName} there"),
                ("k2 chat --dense int8 --model ~/Kimi-K2-Thinking", "uses it"),
            ],
        };
        foreach (Option option in (Option[])[_model, _dense, _out, _json])
        {
            verb.Add(option);
        }

        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        if (ModelArguments.ParseDense(result.GetRequiredValue(_dense)) != DenseWeights.Int8)
        {
            throw new UsageException("--dense must be int8 here: bfloat16 is what the checkpoint holds");
        }

        string? path = result.GetValue(_out);
        if (path is { Length: 0 })
        {
            throw new UsageException("--out is empty: name a file, or leave it out");
        }

        using Checkpoint checkpoint = Checkpoint.Open(ModelArguments.Directory(result.GetValue(_model), _host));
        DenseReport report;
        using (var line = new ProgressLine(_host))
        {
            var progress = new SynchronousProgress<DenseProgress>(done => line.Show(
                () => $"{ProgressLine.Bar((double)done.Done / done.Total)} {SizeText.Bytes(done.Done)} of {SizeText.Bytes(done.Total)}, {done.Module}"));
            report = _host.Interrupts.During(cancellation => DenseQuantizer.Write(checkpoint, path, progress, cancellation));
        }

        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, json => Write(json, report));
        }
        else
        {
            Write(report);
        }

        return ExitCode.Success;
    }

    private void Write(DenseReport report)
    {
        Table table = Tables.Numbers("Converted", "weights", "matrices", "before", "after", "largest error");
        foreach (DenseKind kind in report.Kinds)
        {
            table.Row(
                $"{InspectionTables.Name(kind.Part)} {(kind.Projection == "lm_head" ? string.Empty : kind.Projection)}".TrimEnd(),
                kind.Matrices.ToString(CultureInfo.InvariantCulture),
                SizeText.Bytes(kind.SourceBytes),
                SizeText.Bytes(kind.Bytes),
                string.Create(CultureInfo.InvariantCulture, $"{kind.LargestError * 100:F3} %"));
        }

        Tables.Console(_host).Write(table);
        _host.Output.WriteLine("An error is a matrix's root mean square error, relative to its root mean square weight; the largest of the matrices is shown.");
        _host.Output.WriteLine($"wrote {OneLine.From(report.Path)}: {SizeText.Bytes(report.Bytes)} in place of {SizeText.Bytes(report.SourceBytes)}; {report.Kept} other matrices outside of the routed experts stay as they are");
    }

    private static void Write(Utf8JsonWriter json, DenseReport report)
    {
        json.WriteStartObject();
        json.WriteString("file", report.Path);
        json.WriteNumber("bytes_before", report.SourceBytes);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("matrices_kept", report.Kept);
        json.WriteStartArray("kinds");
        foreach (DenseKind kind in report.Kinds)
        {
            json.WriteStartObject();
            json.WriteString("part", JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.Part.ToString()));
            json.WriteString("projection", kind.Projection);
            json.WriteNumber("matrices", kind.Matrices);
            json.WriteNumber("bytes_before", kind.SourceBytes);
            json.WriteNumber("bytes", kind.Bytes);
            json.WriteNumber("largest_relative_error", kind.LargestError);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
