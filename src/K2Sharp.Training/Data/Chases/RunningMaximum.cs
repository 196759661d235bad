using System.Globalization;

namespace K2Sharp.Training.Data.Chases;

/// <summary>The greatest of values of two digits, compared digit by digit up to the first that differs.</summary>
internal sealed class RunningMaximum : CarriedState
{
    public static RunningMaximum Instance { get; } = new();

    public override string Name => "max";

    public override IReadOnlyList<string> Requests { get; } = ["the largest value", "the greatest value", "the maximum of the values"];

    public override int Start => 0;

    public override int DrawMiddle(TaskRandom random) => random.Next(10, 100);

    public override int DrawValue(TaskRandom random) => random.Next(10, 100);

    public override int Next(int state, int value) => Math.Max(state, value);

    public override string Format(int state) => state.ToString("00", CultureInfo.InvariantCulture);

    public override string Explain(int state, int value)
    {
        string digits = Compare(state / 10, value / 10);
        if (state / 10 == value / 10)
        {
            digits += ", " + Compare(state % 10, value % 10);
        }

        return $"{Format(state)} or {Format(value)}, {digits}, max {Format(Next(state, value))}";
    }

    private static string Compare(int left, int right) => $"{left} {right} {(left < right ? '<' : left > right ? '>' : '=')}";
}
