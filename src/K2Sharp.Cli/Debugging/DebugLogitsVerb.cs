using System.CommandLine;
using System.Text.Json;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Model;

namespace K2Sharp.Cli.Debugging;

/// <summary><c>k2 debug logits</c>: token ids to logits and greedy tokens.</summary>
internal sealed class DebugLogitsVerb
{
    private readonly CliHost _host;
    private readonly ModelArguments _model = new();

    private DebugLogitsVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new DebugLogitsVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("logits", "{\"tokens\":[..],\"last\":true|false,\"generate\":N} -> {\"logits\":[[..]],\"greedy\":[..]}")
        {
            Remarks =
                "Logits are float32, printed so that they read back exactly: a row for every token, or one for the last with \"last\":true.\n"
                + "\"generate\":N gives N greedy tokens (the lowest id on ties), whatever they are: end-of-turn tokens do not stop it. The folder needs no tokenizer.\n"
                + JsonLines.Remarks,
            Examples = [("echo '{\"tokens\":[1,2,3],\"last\":true,\"generate\":5}' | k2 debug logits --model DIR", "the next token's logits and five greedy tokens")],
        };
        _model.AddTo(verb);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        ModelOptions options = _model.Options(result);
        using Checkpoint checkpoint = Checkpoint.Open(_model.Directory(result, _host));
        using K2Model model = Load(checkpoint, options);
        EngineOpener.WriteNotes(_host, model);
        var writer = new LogitsWriter(model, _host);
        return new JsonLines(_host).Run(writer.Answer);
    }

    private K2Model Load(Checkpoint checkpoint, ModelOptions options)
    {
        using var line = new ProgressLine(_host);
        return _host.Interrupts.During(cancellation => K2Model.Load(checkpoint, options, EngineOpener.Watch(line, cancellation)));
    }
}
