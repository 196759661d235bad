using System.Globalization;

namespace K2Sharp.Training.Data.Chases;

/// <summary>
/// The sum of values of one digit. Only the last digits are added in the thought ("318+7, 8+7=15, sum 325"): the last digit of the new
/// sum is then a copy, and the rest either a copy or one more, which the counter of calls trains as well.
/// </summary>
internal sealed class RunningSum : CarriedState
{
    public static RunningSum Instance { get; } = new();

    public override string Name => "sum";

    public override IReadOnlyList<string> Requests { get; } = ["the sum of the values", "the sum of all values", "the total of the values"];

    public override int Start => 0;

    public override int DrawMiddle(TaskRandom random) => random.Next(0, 900);

    public override int DrawValue(TaskRandom random) => random.Next(1, 10);

    public override int Next(int state, int value) => state + value;

    public override string Format(int state) => state.ToString(CultureInfo.InvariantCulture);

    public override string Explain(int state, int value) => $"{state}+{value}, {state % 10}+{value}={(state % 10) + value}, sum {state + value}";
}
