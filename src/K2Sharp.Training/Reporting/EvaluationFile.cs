using System.Text.Json;

namespace K2Sharp.Training.Reporting;

/// <summary>What <c>k2 train evaluate --json</c> printed for one model.</summary>
/// <param name="Temperature">0 for greedy.</param>
/// <param name="Families">In the order in which they were played.</param>
internal sealed record EvaluationFile(double Temperature, IReadOnlyList<EvaluatedFamily> Families)
{
    /// <exception cref="InvalidDataException">The file is not that, or the evaluation was interrupted; the message names it.</exception>
    public static EvaluationFile Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            if (!root.GetProperty("complete").GetBoolean())
            {
                throw new InvalidDataException($"{path}: the evaluation was interrupted; run it again");
            }

            if (root.TryGetProperty("format_enforced", out JsonElement enforced) && enforced.GetBoolean())
            {
                throw new InvalidDataException($"{path} is of answers kept in a format: give an evaluation without --enforce, of what the model does by itself");
            }

            JsonElement[] variants = [.. root.GetProperty("variants").EnumerateArray()];
            return variants.Length == 1
                ? new EvaluationFile(root.GetProperty("temperature").GetDouble(), [.. variants[0].GetProperty("families").EnumerateArray().Select(Read)])
                : throw new InvalidDataException($"{path} compares {variants.Length} models: give an evaluation of one, made with --model");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is not what 'k2 train evaluate --json' prints: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static EvaluatedFamily Read(JsonElement family) => new(
        family.GetProperty("family").GetString()!,
        new Score(family.GetProperty("passed").GetInt32(), family.GetProperty("n").GetInt32()),
        [.. family.GetProperty("by_hops").EnumerateArray().Select(hop => hop.GetProperty("hops").GetInt32())]);
}
