using System.Globalization;
using System.Text.RegularExpressions;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>A chain of keys.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Category">Its length.</param>
/// <param name="Keys">In order; the last has no next.</param>
/// <param name="CodeWord">To be repeated at the end.</param>
/// <param name="Flaky">Keys whose first call fails.</param>
internal sealed partial record ChainQuestion(string Id, string Category, IReadOnlyList<string> Keys, string CodeWord, IReadOnlySet<string> Flaky) : Question(Id, Category)
{
    private const string Tool = "lookup";
    private const string Argument = "key";

    /// <summary>The calls of a run without mistake, failed ones included.</summary>
    public int Calls => Keys.Count + Flaky.Count;

    public override Episode Begin(EpisodeServices services) => new ChainEpisode(this);

    [GeneratedRegex(@"\b\d+\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WholeNumber();

    private sealed class ChainEpisode(ChainQuestion question) : Episode
    {
        private readonly HashSet<string> _failed = new(StringComparer.Ordinal);

        public override IReadOnlyList<ChatMessage> Opening { get; } =
        [
            new ChatMessage(
                ChatRole.User,
                $"Start at {question.Keys[0]}. Call {Tool} until next is null. The code word is {question.CodeWord}. At the end tell me the code word, the last key and the number of calls."),
        ];

        public override IReadOnlyList<AIFunctionDeclaration> Tools { get; } = [ToolText.Declare(Tool, "Gives the next key.", Argument)];

        public override ValueTask<string> CallAsync(FunctionCallContent call, CancellationToken cancellation)
        {
            if (call.Name != Tool || CallArguments.String(call, Argument) is not { } key)
            {
                return new(ToolText.Error("bad call"));
            }

            if (question.Flaky.Contains(key) && _failed.Add(key))
            {
                return new(ToolText.Error("timeout"));
            }

            int index = IndexOf(key);
            return new(index < 0 ? ToolText.Error("not_found") : index == question.Keys.Count - 1 ? """{"next":null}""" : $$"""{"next":"{{question.Keys[index + 1]}}"}""");
        }

        public override ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation)
        {
            string[] expected = [.. question.Keys.SelectMany(key => question.Flaky.Contains(key) ? [key, key] : new[] { key })];
            string[] called = [.. transcript.Calls.Select(call => call.Name == Tool ? CallArguments.String(call, Argument) ?? string.Empty : string.Empty)];
            int right = 0;
            while (right < Math.Min(expected.Length, called.Length) && called[right] == expected[right])
            {
                right++;
            }

            string answer = transcript.FinalText;
            string? why = right < expected.Length ? FormattableString.Invariant($"call {right + 1} of {expected.Length} is not {expected[right]}")
                : called.Length > expected.Length ? FormattableString.Invariant($"{called.Length} calls, not {expected.Length}")
                : Missing(answer, expected.Length);
            return new(Grade.Of(why is null, answer, why ?? string.Empty).With(MetricNames.Progress, (double)right / expected.Length));
        }

        private string? Missing(string answer, int calls)
        {
            if (!answer.Contains(question.CodeWord, StringComparison.OrdinalIgnoreCase))
            {
                return $"the code word {question.CodeWord} is not told";
            }

            if (!answer.Contains(question.Keys[^1], StringComparison.OrdinalIgnoreCase))
            {
                return $"the last key {question.Keys[^1]} is not told";
            }

            string[] numbers = [.. WholeNumber().Matches(answer).Select(match => match.Value)];
            return numbers is [string only] && only == calls.ToString(CultureInfo.InvariantCulture) ? null : FormattableString.Invariant($"the number of calls is told as {string.Join(' ', numbers)}, not {calls}");
        }

        private int IndexOf(string key)
        {
            for (int i = 0; i < question.Keys.Count; i++)
            {
                if (question.Keys[i] == key)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
