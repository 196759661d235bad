using System.Text.Json;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.FunctionCalling;

/// <summary>Declares the functions and grades the first turn's calls.</summary>
internal sealed class BfclEpisode(BfclQuestion question) : Episode
{
    public override IReadOnlyList<ChatMessage> Opening => question.Messages;

    public override IReadOnlyList<AIFunctionDeclaration> Tools { get; } =
    [
        .. question.Functions.Select(function => AIFunctionFactory.CreateDeclaration(
            BfclSchema.Name(function.GetProperty("name").GetString()!),
            function.GetProperty("description").GetString(),
            BfclSchema.Convert(function.GetProperty("parameters")))),
    ];

    public override bool EndsAtCalls => true;

    public override ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation) => new(Judge([.. transcript.Calls]));

    private Grade Judge(FunctionCallContent[] calls)
    {
        string answer = string.Join("; ", calls.Select(call => $"{call.Name}({CallArguments.Text(call)})"));
        if (question.Expected is not { } expected)
        {
            return Grade.Of(calls.Length == 0, answer, "a call where no function helps");
        }

        if (calls.FirstOrDefault(call => call.Exception is not null) is { } broken)
        {
            return Grade.Wrong(answer, $"the arguments of {broken.Name} are no JSON object");
        }

        if (calls.Length != expected.GetArrayLength())
        {
            return Grade.Wrong(answer, $"{calls.Length} calls, not {expected.GetArrayLength()}");
        }

        string why = string.Empty;
        bool[,] fits = new bool[calls.Length, calls.Length];
        for (int row = 0; row < calls.Length; row++)
        {
            for (int column = 0; column < calls.Length; column++)
            {
                string? problem = Check(expected[row], calls[column]);
                fits[row, column] = problem is null;
                why = problem is not null && row == column && why.Length == 0 ? problem : why;
            }
        }

        return Grade.Of(CallMatching.IsComplete(fits), answer, why.Length > 0 ? why : "two calls for one expected");
    }

    private string? Check(JsonElement expected, FunctionCallContent call)
    {
        JsonProperty wanted = expected.EnumerateObject().First();
        if (BfclSchema.Name(wanted.Name) != call.Name)
        {
            return $"{call.Name} is called, not {BfclSchema.Name(wanted.Name)}";
        }

        JsonElement function = question.Functions.First(candidate => candidate.GetProperty("name").GetString() == wanted.Name);
        return CallChecker.Check(function.GetProperty("parameters"), wanted.Value, CallArguments.Element(call));
    }
}
