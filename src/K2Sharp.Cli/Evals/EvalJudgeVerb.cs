using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Running.Endpoints;
using Microsoft.Extensions.AI;

namespace K2Sharp.Cli.Evals;

/// <summary><c>k2 eval judge</c>: how well a judge agrees with people, before its verdicts are relied on.</summary>
internal sealed class EvalJudgeVerb
{
    private const int Tries = 5;
    private readonly CliHost _host;
    private readonly EndpointArguments _judge = new("judge-", "whose model is to judge answers");
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private EvalJudgeVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new EvalJudgeVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("judge", "Check a judge on replies whose verdict is known.")
        {
            Examples = [("k2 eval judge --judge-endpoint http://127.0.0.1:8000 --judge-endpoint-model o3-mini", "its agreement on 20 labelled replies")],
        };
        _judge.AddTo(verb);
        verb.Add(_json);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        EndpointAddress endpoint = _judge.Read(result) ?? throw new UsageException("name the judge with --judge-endpoint and --judge-endpoint-model");
        using IChatClient client = EndpointClients.Create(endpoint);
        using var cache = new JudgeCache();
        var judge = new Judge(client, endpoint.Model, cache, new RetryPolicy(Tries, _host.Clock));
        JudgeAgreement agreement = _host.Interrupts.During(cancellation => JudgeAgreement.MeasureAsync(judge, LabelledReply.All, cancellation).GetAwaiter().GetResult());
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("agreed", agreement.Agreed);
                json.WriteNumber("n", agreement.All);
                json.WriteNumber("without_verdict", agreement.WithoutVerdict);
                json.WriteEndObject();
            });
            return ExitCode.Success;
        }

        _host.Output.WriteLine($"{endpoint.Model} agrees on {agreement.Agreed} of {agreement.All} replies; {agreement.WithoutVerdict} without a verdict");
        foreach (LabelledReply reply in agreement.Differing)
        {
            _host.Output.WriteLine($"  should be {(reply.IsCorrect ? "yes" : "no")}: \"{reply.Reply}\" for \"{reply.Expected}\"");
        }

        return ExitCode.Success;
    }
}
