using System.Text.Json;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Text.Schema.Validation;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Vendor;

/// <summary>A request with tools.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Request">The body of a chat completion.</param>
/// <param name="ReferenceCalls">Whether the official API answered it with calls; null where that is not known.</param>
internal sealed record VendorQuestion(string Id, JsonElement Request, bool? ReferenceCalls) : Question(Id, string.Empty)
{
    public override Episode Begin(EpisodeServices services) => new VendorEpisode(this);

    private sealed class VendorEpisode(VendorQuestion question) : Episode
    {
        public override IReadOnlyList<ChatMessage> Opening { get; } = OpenAIMessages.Read(question.Request.GetProperty("messages"));

        public override IReadOnlyList<AIFunctionDeclaration> Tools { get; } = OpenAIMessages.Tools(question.Request);

        public override bool EndsAtCalls => true;

        public override ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation)
        {
            FunctionCallContent[] calls = [.. transcript.Calls];

            // The verifier goes by the finish reason: a reply that was cut off has another one.
            bool callsTools = calls.Length > 0 && transcript.Ending != EpisodeEnding.Truncated;
            string? invalid = callsTools ? calls.Select(Problem).FirstOrDefault(found => found is not null) : null;
            string? problem = invalid;
            problem ??= question.ReferenceCalls is { } wanted && wanted != callsTools ? (wanted ? "no call, where the reference calls" : "a call, where the reference does not") : null;
            string answer = string.Join("; ", calls.Select(call => $"{call.Name}({CallArguments.Text(call)})"));
            Grade grade = Grade.Of(problem is null, answer, problem ?? string.Empty).With(MetricNames.CallsTools, callsTools ? 1 : 0);
            if (callsTools)
            {
                grade = grade.With(MetricNames.SchemaValid, invalid is null ? 1 : 0);
            }

            return new(question.ReferenceCalls is { } official ? grade.With(MetricNames.ReferenceCallsTools, official ? 1 : 0) : grade);
        }

        private string? Problem(FunctionCallContent call)
        {
            if (Tools.FirstOrDefault(tool => tool.Name == call.Name) is not { } tool)
            {
                return $"{call.Name} is not declared";
            }

            if (call.Exception is not null)
            {
                return $"the arguments of {call.Name} are no JSON object";
            }

            try
            {
                return JsonSchemaValidator.Compile(tool.JsonSchema).Validate(CallArguments.Element(call)) is [SchemaError error, ..] ? $"the arguments of {call.Name}: {error}" : null;
            }
            catch (SchemaException)
            {
                // A declaration that is no schema cannot be kept, and that is not the model's fault.
                return null;
            }
        }
    }
}
