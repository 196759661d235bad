using System.Globalization;
using K2Sharp.Training.Data.Phrases;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Calculator;

/// <summary>Draws requests for the calculator.</summary>
internal static class CalculatorQuestions
{
    /// <summary>The share of counted things that nobody has heard of: their names have to be copied.</summary>
    private const double MadeUpShare = 0.3;

    /// <summary>
    /// The share of requests to learn from that command the operation, as "add X and Y" does. That names two numbers as questions that compare them do, and half of the
    /// time it was taken for one.
    /// </summary>
    private const double CommandShareToLearn = 0.4;

    /// <summary>The same of held-out requests.</summary>
    private const double CommandShare = 0.25;

    /// <summary>The share of nouns, as "the sum of X".</summary>
    private const double NounShare = 0.15;

    /// <summary>Frames around a term or a noun, X. The first few are questions.</summary>
    private static readonly string[] s_questions =
    [
        "what is X", "what's X", "how much is X", "what is X", "can you compute X", "can you calculate X", "what does X give", "what is the value of X",
        "what would X be", "what is the result of X",
    ];

    private static readonly string[] s_commands =
    [
        "compute X", "calculate X", "work out X", "find X", "evaluate X", "tell me X", "give me X", "solve X", "i need X", "please compute X",
        "use the calculator: X", "please calculate X",
    ];

    private static readonly string[] s_bare = ["X", "X=", "X =", "X=?", "X = ?"];

    private static readonly string[] s_both =
    [
        "what are X and Y", "what is X and what is Y", "how much is X and how much is Y", "compute X and Y", "compute both X and Y",
        "calculate X and also Y", "tell me X and Y", "give me X and Y", "work out X and Y", "find X and Y", "what's X and what's Y",
        "i need X and Y", "X and Y",
    ];

    private static readonly char[] s_symbols = ['+', '-', '*'];

    private static readonly string[] s_joints = [", then ", ", and then ", " and then ", ". then ", ", after that ", ", next "];

    /// <summary>A request all of whose expressions lie on the wanted side of the split.</summary>
    public static CalculatorQuestion Draw(TaskRandom random, Split split)
    {
        CalculatorQuestion question;
        do
        {
            question = DrawAny(random, split);
        }
        while (question.Expressions().Any(expression => Splits.Of(expression) != split) || question.Results().Any(result => result.Length > 10));

        return question;
    }

    /// <summary>A request with one step, as "what is 347 times 21?".</summary>
    public static CalculatorQuestion DrawSingle(TaskRandom random, Split split)
    {
        Operation operation = random.Pick(Operation.All);
        (string left, string right) = Operands.For(operation, random, split);
        if (operation == Operation.DividedBy && random.Chance(0.08))
        {
            right = "0";
        }

        return new CalculatorQuestion(Ask(random, split, operation, left, right), [new CalculatorStep(left, operation, right)]);
    }

    private static CalculatorQuestion DrawAny(TaskRandom random, Split split) => random.NextDouble() switch
    {
        < 0.5 => DrawSingle(random, split),
        < 0.6 => DrawExpression(random, split),
        < 0.76 => DrawStory(random, split),
        < 0.9 => DrawChain(random, split),
        _ => DrawParallel(random, split),
    };

    private static string Ask(TaskRandom random, Split split, Operation operation, string left, string right)
    {
        double commands = split == Split.Train ? CommandShareToLearn : CommandShare;
        double kind = random.NextDouble();
        if (kind < commands)
        {
            string command = random.Pick(operation.Commands);
            string frame = random.Chance(0.6) ? "X" : random.Chance(0.5) ? "please X" : "can you X";
            string text = frame.Replace("X", Operation.Fill(command, left, right), StringComparison.Ordinal);
            return Phrasing.Wrap(random, split, frame + command, text, frame.StartsWith("can", StringComparison.Ordinal));
        }

        string term = random.Pick(kind < commands + NounShare ? operation.Nouns : operation.Terms);
        return Frame(random, split, term, Operation.Fill(term, left, right));
    }

    private static string Frame(TaskRandom random, Split split, string form, string term)
    {
        double kind = random.NextDouble();
        string[] frames = kind < 0.6 ? s_questions : kind < 0.85 ? s_commands : s_bare;
        string frame = random.Pick(frames);
        string text = frame.Replace("X", term, StringComparison.Ordinal);

        // "347*21=?" is complete: no further mark.
        return frame.EndsWith('=') || frame.EndsWith('?') ? text : Phrasing.Wrap(random, split, frame + form, text, frames == s_questions);
    }

    private static CalculatorQuestion DrawExpression(TaskRandom random, Split split)
    {
        string a = CalculatorWorld.Format(Operands.Number(random, split));
        string b = random.Next(2, 100).ToString(CultureInfo.InvariantCulture);
        string c = random.Next(2, 100).ToString(CultureInfo.InvariantCulture);
        char first = random.Pick(s_symbols);
        char second = random.Pick(s_symbols);
        string form = random.Pick<string>(["A1B2C", "A1B2C", "(A1B)2C", "A1(B2C)"]);
        string compact = form.Replace('1', first).Replace('2', second)
            .Replace("A", a, StringComparison.Ordinal).Replace("B", b, StringComparison.Ordinal).Replace("C", c, StringComparison.Ordinal);
        var step = new CalculatorStep(string.Empty, Operation: null, compact);
        string written = random.Chance(0.4) ? step.Spaced(string.Empty) : compact;
        return new CalculatorQuestion(Frame(random, split, form, written), [step]);
    }

    private static CalculatorQuestion DrawStory(TaskRandom random, Split split)
    {
        StoryProblem story = random.Pick(StoryProblem.All);
        string unit = story.IsMeasure
            ? random.Pick(StoryProblem.Measures)
            : random.Chance(MadeUpShare) ? MadeUpWords.Draw(random, split) + "s" : random.Pick(StoryProblem.Things);
        string containers = random.Chance(MadeUpShare) ? MadeUpWords.Draw(random, split) + "s" : random.Pick(StoryProblem.Containers);
        (int left, int right) = (random.Next(2, 100), random.Next(2, 100));
        if (story.Operation == Operation.Minus)
        {
            left += right;
        }
        else if (story.Operation == Operation.DividedBy)
        {
            left *= right;
        }

        string a = left.ToString(CultureInfo.InvariantCulture);
        string b = right.ToString(CultureInfo.InvariantCulture);
        string text = Operation.Fill(story.Text, a, b)
            .Replace("C", containers, StringComparison.Ordinal)
            .Replace("N", unit, StringComparison.Ordinal);
        string prompt = Phrasing.Wrap(random, split, story.Text, text, isQuestion: true);
        return new CalculatorQuestion(prompt, [new CalculatorStep(a, story.Operation, b)], Unit: unit, IsMeasure: story.IsMeasure, Cue: story.Cue);
    }

    private static CalculatorQuestion DrawChain(TaskRandom random, Split split)
    {
        Operation operation = random.Pick(Operation.All);
        (string left, string right) = Operands.For(operation, random, split);
        var steps = new List<CalculatorStep> { new(left, operation, right) };
        string text = random.Chance(0.6)
            ? Operation.Fill(random.Pick(operation.Commands), left, right)
            : random.Pick(s_commands).Replace("X", Operation.Fill(random.Pick(operation.Terms), left, right), StringComparison.Ordinal);
        Operation next = random.Pick(Operation.All);
        string operand = next == Operation.DividedBy ? random.Pick<string>(["2", "4", "5", "8", "10"]) : CalculatorWorld.Format(Operands.Number(random, split));
        steps.Add(new CalculatorStep(string.Empty, next, operand));
        text += random.Pick(s_joints) + Operation.Fill(random.Pick(next.Continuations), string.Empty, operand);
        return new CalculatorQuestion(Phrasing.Wrap(random, split, "chain", text, isQuestion: false), steps);
    }

    private static CalculatorQuestion DrawParallel(TaskRandom random, Split split)
    {
        var steps = new List<CalculatorStep>();
        var terms = new List<string>();
        bool symbols = random.Chance(0.5);
        for (int i = 0; i < 2; i++)
        {
            Operation operation = random.Pick(Operation.All);
            (string left, string right) = Operands.For(operation, random, split);
            steps.Add(new CalculatorStep(left, operation, right));
            terms.Add(symbols ? $"{left}{operation.Symbol}{right}" : $"{left} {operation.Word} {right}");
        }

        string frame = random.Pick(s_both);
        string text = frame.Replace("X", terms[0], StringComparison.Ordinal).Replace("Y", terms[1], StringComparison.Ordinal);
        bool isQuestion = frame.StartsWith("what", StringComparison.Ordinal) || frame.StartsWith("how", StringComparison.Ordinal);
        return new CalculatorQuestion(Phrasing.Wrap(random, split, frame, text, isQuestion), steps, IsParallel: true);
    }
}
