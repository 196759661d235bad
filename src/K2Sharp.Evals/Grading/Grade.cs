namespace K2Sharp.Evals.Grading;

/// <summary>What an attempt is worth.</summary>
/// <param name="Score">0 (wrong) to 1 (right).</param>
/// <param name="Answer">What was taken for the answer, in the form in which two attempts' answers can be compared; null where none was found.</param>
/// <param name="Why">One line for people.</param>
internal sealed record Grade(double Score, string? Answer, string Why)
{
    /// <summary>Further figures of this attempt, such as a stated confidence (0 to 100) or the share of the evidence that was found.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    public static Grade Right(string? answer, string why = "right") => new(1, answer, why);

    public static Grade Wrong(string? answer, string why) => new(0, answer, why);

    public static Grade Of(bool isRight, string? answer, string why) => new(isRight ? 1 : 0, answer, isRight ? "right" : why);

    /// <summary>The same with one more figure.</summary>
    public Grade With(string metric, double value) => this with { Metrics = new Dictionary<string, double>(Metrics) { [metric] = value } };
}
