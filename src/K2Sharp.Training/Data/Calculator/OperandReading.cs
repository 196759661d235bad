using System.Text.RegularExpressions;

namespace K2Sharp.Training.Data.Calculator;

/// <summary>
/// How a thought takes a number out of a request: as it stands there, with the point behind it; then its kind, integer for one without a fraction; then the number
/// alone. "add 17 and 72." gives "72. integer 72", "add 17 and 72.5" gives "72.5 number 72.5".
/// </summary>
/// <remarks>
/// A model copies token by token. Behind "72" it has to write a point or not, and which of them is right is only told by what follows the point in the request: too
/// far ahead. So it always writes the point that stands there and goes on as the request does, with a digit or not. Then it says which of the two it was, and that
/// word, just before the number is written once more, tells where the number ends.
/// </remarks>
internal static partial class OperandReading
{
    /// <summary>The readings of all steps' operands.</summary>
    /// <param name="request">As the user types it; it names the operands step by step, those of one step in any order.</param>
    /// <param name="steps">The steps.</param>
    /// <exception cref="ArgumentException">An operand does not stand in the request.</exception>
    public static string[][] Of(string request, IReadOnlyList<CalculatorStep> steps)
    {
        Match[] numbers = [.. Number().Matches(request).Cast<Match>()];
        var readings = new string[steps.Count][];
        int begin = 0;
        for (int i = 0; i < steps.Count; i++)
        {
            CalculatorStep step = steps[i];
            if (step.Operation is null)
            {
                readings[i] = [];
                continue;
            }

            int left = step.Left.Length == 0 ? -1 : Find(numbers, begin, step.Left);
            int right = Find(numbers, step.Left == step.Right ? left + 1 : begin, step.Right);
            readings[i] = left < 0 ? [Of(request, numbers[right])] : [Of(request, numbers[left]), Of(request, numbers[right])];
            begin = Math.Max(left, right) + 1;
        }

        return readings;
    }

    private static int Find(Match[] numbers, int begin, string number)
    {
        int index = Array.FindIndex(numbers, Math.Min(begin, numbers.Length), match => match.Value == number);
        return index >= 0 ? index : throw new ArgumentException($"{number} is not where the request should have it", nameof(number));
    }

    private static string Of(string request, Match number)
    {
        int end = number.Index + number.Length;
        string point = end < request.Length && request[end] == '.' ? "." : string.Empty;
        string kind = number.Value.Contains('.', StringComparison.Ordinal) ? "number" : "integer";
        return $"{number.Value}{point} {kind} {number.Value}";
    }

    [GeneratedRegex(@"\d+(\.\d+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
