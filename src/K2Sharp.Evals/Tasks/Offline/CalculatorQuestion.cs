using System.Globalization;
using System.Text.RegularExpressions;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>A computation.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Category">How many operations.</param>
/// <param name="Prompt">As the user asks.</param>
/// <param name="Expression">What it comes to.</param>
internal sealed partial record CalculatorQuestion(string Id, string Category, string Prompt, string Expression) : Question(Id, Category)
{
    private const string Tool = "calculator";
    private const string Argument = "expression";

    /// <summary>The right result as the calculator shows it.</summary>
    public string Result => Calculator.TryEvaluate(Expression, out string? result, out _) ? result : throw new InvalidOperationException($"{Expression} has no value");

    public override Episode Begin(EpisodeServices services) => new CalculatorEpisode(this);

    [GeneratedRegex(@"(?<![\d.])-?\d+(,\d{3})*(\.\d+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    private sealed class CalculatorEpisode(CalculatorQuestion question) : Episode
    {
        public override IReadOnlyList<ChatMessage> Opening { get; } = [new ChatMessage(ChatRole.User, question.Prompt)];

        public override IReadOnlyList<AIFunctionDeclaration> Tools { get; } = [ToolText.Declare(Tool, "Evaluates an expression.", Argument)];

        public override ValueTask<string> CallAsync(FunctionCallContent call, CancellationToken cancellation)
        {
            if (call.Name != Tool)
            {
                return new(ToolText.Error("unknown tool"));
            }

            if (CallArguments.String(call, Argument) is not { } expression)
            {
                return new(ToolText.Error($"{Argument} is missing"));
            }

            return new(Calculator.TryEvaluate(expression, out string? result, out string error) ? $$"""{"result":{{result}}}""" : ToolText.Error(error));
        }

        public override ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation)
        {
            string? boxed = BoxedAnswer.Last(transcript.FinalText);
            string? last = Number().Matches(boxed ?? transcript.FinalText) is [.., Match match] ? match.Value.Replace(",", string.Empty, StringComparison.Ordinal) : null;
            Grade grade = last is null
                ? Grade.Wrong(null, "no number in the reply").With(MetricNames.ExtractionFailed, 1)
                : Grade.Of(Value(last) == Value(question.Result), last, $"{last}, not {question.Result}");
            return new(grade.With("used_tool", transcript.Calls.Any(call => call.Name == Tool) ? 1 : 0));
        }

        private static decimal? Value(string text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal value) ? value : null;
    }
}
