using System.Text.RegularExpressions;
using CsCheck;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Calculator;

namespace K2Sharp.Training.Tests.Data.Calculator;

public sealed partial class OperandReadingTests
{
    [Theory]
    [InlineData("add 17 and 72.", "17", "72", "17 integer 17", "72. integer 72")]
    [InlineData("add 17 and 72.5", "17", "72.5", "17 integer 17", "72.5 number 72.5")]
    [InlineData("add 17 and 72.5.", "17", "72.5", "17 integer 17", "72.5. number 72.5")]
    [InlineData("take 9 away from 15.7.", "15.7", "9", "15.7. number 15.7", "9 integer 9")]
    [InlineData("172+72.5-72", "172", "72", "172 integer 172", "72 integer 72")]
    [InlineData("add 5 to 5.", "5", "5", "5 integer 5", "5. integer 5")]
    public void A_number_is_read_with_its_point_and_then_alone(string request, string left, string right, params string[] expected) =>
        Assert.Equal(expected, Assert.Single(OperandReading.Of(request, [new CalculatorStep(left, Operation.Plus, right)])));

    [Fact]
    public void Each_step_reads_where_the_one_before_ended()
    {
        Assert.Equal(
            [["3 integer 3", "7 integer 7"], ["4 integer 4", "7. integer 7"]],
            OperandReading.Of("compute 3+7 and 4*7.", [new("3", Operation.Plus, "7"), new("4", Operation.Times, "7")]));
        Assert.Equal(
            [["9. integer 9", "3 integer 3"], ["3 integer 3"]],
            OperandReading.Of("subtract 3 from 9. then add 3", [new("9", Operation.Minus, "3"), new(string.Empty, Operation.Plus, "3")]));
    }

    [Fact]
    public void A_number_that_is_not_there_is_refused() =>
        Assert.Throws<ArgumentException>(() => OperandReading.Of("add 1 and 2", [new("1", Operation.Plus, "3")]));

    [Fact]
    public void Drawn_requests_hold_what_is_read_and_the_kind_is_that_of_what_stands_before_it() => Gen.ULong.Sample(
        seed =>
        {
            CalculatorQuestion question = CalculatorQuestions.Draw(new TaskRandom(seed), Split.Train);
            foreach (string reading in OperandReading.Of(question.Prompt, question.Steps).SelectMany(step => step))
            {
                string[] words = reading.Split(' ');
                Assert.Contains(words[0], question.Prompt, StringComparison.Ordinal);
                Assert.Equal(Fraction().IsMatch(words[0]) ? "number" : "integer", words[1]);
                Assert.Equal(words[0].TrimEnd('.'), words[2]);
            }
        },
        iter: 2000);

    [Fact]
    public void Thoughts_go_from_readings_to_expressions()
    {
        CalculatorTool tool = CalculatorTool.Draw(new TaskRandom(1), Split.Train);
        Assert.Equal(
            $"minus, 81 integer 81 and 72.2 number 72.2: 81-72.2, call {tool.Name}.",
            CalculatorWords.Before(new CalculatorQuestion("subtract 72.2 from 81", [new("81", Operation.Minus, "72.2")]), tool, 0, string.Empty));
        Assert.Equal(
            $"two parts. plus, 3 integer 3 and 7 integer 7: 3+7; times, 4 integer 4 and 7. integer 7: 4*7, call {tool.Name} twice.",
            CalculatorWords.Before(new CalculatorQuestion("3+7 and 4*7.", [new("3", Operation.Plus, "7"), new("4", Operation.Times, "7")], IsParallel: true), tool, 0, string.Empty));
        var chain = new CalculatorQuestion("65*24. then add 11.", [new("65", Operation.Times, "24"), new(string.Empty, Operation.Plus, "11")]);
        Assert.Equal(
            $"plan: 65 integer 65, 24. integer 24, 11. integer 11: 65*24, then +11, then end. 65*24: 65*24, call {tool.Name}.",
            CalculatorWords.Before(chain, tool, 0, string.Empty));
        Assert.Equal($"65*24 gave 1560, then +11: 1560+11, call {tool.Name}.", CalculatorWords.Before(chain, tool, 1, "1560"));
    }

    [GeneratedRegex(@"\.\d", RegexOptions.None, 1000)]
    private static partial Regex Fraction();
}
