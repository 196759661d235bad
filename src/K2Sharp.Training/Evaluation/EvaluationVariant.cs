using K2Sharp.Training.Export;

namespace K2Sharp.Training.Evaluation;

/// <summary>One way to write down what a training run ended with.</summary>
/// <param name="Name">The column's heading.</param>
/// <param name="Meaning">What it is, in one line.</param>
/// <param name="WeightsFile">The file of float32 weights in the run's folder.</param>
/// <param name="Format">How its routed experts are written.</param>
internal sealed record EvaluationVariant(string Name, string Meaning, string WeightsFile, ExpertFormat Format)
{
    public const string Bf16Name = "bf16";
    public const string Int4Name = "int4";

    /// <summary>The weights after quantization-aware training.</summary>
    public const string Masters = "masters.safetensors";

    /// <summary>The same training without quantization.</summary>
    public const string Twin = "twin.safetensors";

    /// <summary>The variants that a run's folder has the weights for, in the order of the table.</summary>
    public static IReadOnlyList<EvaluationVariant> In(string runDirectory) =>
        [.. All.Where(variant => File.Exists(Path.Combine(runDirectory, variant.WeightsFile)))];

    /// <summary>Every variant there can be, in the order of the table.</summary>
    public static IEnumerable<EvaluationVariant> All
    {
        get
        {
            yield return new(Bf16Name, "after INT4 quantization-aware training, experts in BF16", Masters, ExpertFormat.Bf16);
            yield return new(Int4Name, "the same weights in INT4: the shipped checkpoint", Masters, ExpertFormat.Int4);
            yield return new("twin bf16", "trained alike without quantization, experts in BF16", Twin, ExpertFormat.Bf16);
            yield return new("twin int4", "that twin rounded to INT4 afterwards", Twin, ExpertFormat.Int4);
            for (int bits = 3; bits >= 2; bits--)
            {
                yield return new($"{bits}-bit", $"the weights trained for INT4, rounded to {bits} bits", Masters, ExpertFormat.Rounded(bits));
                yield return new($"twin {bits}-bit", $"the twin rounded to {bits} bits afterwards", Twin, ExpertFormat.Rounded(bits));
                yield return new($"qat {bits}-bit", $"after {bits}-bit quantization-aware training, in {bits} bits", $"qat{bits}.safetensors", ExpertFormat.Rounded(bits));
            }
        }
    }
}
