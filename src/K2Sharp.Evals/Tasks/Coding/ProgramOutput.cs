using System.Globalization;
using System.Text.Json;

namespace K2Sharp.Evals.Tasks.Coding;

/// <summary>Whether an output is the expected one, by LiveCodeBench's rules (lcb_runner, testing_util.py).</summary>
internal static class ProgramOutput
{
    /// <summary>Of a program that reads and prints: line by line without blanks at the ends, numbers by value.</summary>
    public static bool IsSameText(string actual, string expected)
    {
        string[] left = Lines(actual);
        string[] right = Lines(expected);
        return left.Length == right.Length && left.Zip(right).All(pair => pair.First == pair.Second || AreSameNumbers(pair.First, pair.Second));
    }

    /// <summary>Of a function: the JSON of its result, with Python's equality of numbers.</summary>
    public static bool IsSameValue(string actual, string expected)
    {
        try
        {
            using JsonDocument left = JsonDocument.Parse(actual);
            using JsonDocument right = JsonDocument.Parse(expected);
            return AreSame(left.RootElement, right.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string[] Lines(string text) => [.. text.Trim().Split('\n').Select(line => line.Trim())];

    private static bool AreSameNumbers(string first, string second)
    {
        string[] left = first.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string[] right = second.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return left.Length == right.Length && left.Length > 0 && left.Zip(right).All(pair =>
            decimal.TryParse(pair.First, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal x)
            && decimal.TryParse(pair.Second, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal y) && x == y);
    }

    private static bool AreSame(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
        {
            return false;
        }

        return left.ValueKind switch
        {
            JsonValueKind.Number => left.GetDouble().Equals(right.GetDouble()),
            JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength() && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => AreSame(pair.First, pair.Second)),
            _ => JsonElement.DeepEquals(left, right),
        };
    }
}
