using K2Sharp.Evals.Grading.Mathematics;

namespace K2Sharp.Evals.Grading;

/// <summary>Answers that are expressions in a box, as those of HMMT.</summary>
internal static class BoxedMath
{
    public static Grade Judge(string reply, string expected)
    {
        if (BoxedAnswer.Last(reply) is not { } boxed)
        {
            return Grade.Wrong(null, "no boxed answer").With(MetricNames.ExtractionFailed, 1);
        }

        return Grade.Of(MathAnswer.AreEqual(boxed, expected), MathAnswer.Canonical(boxed), $"{boxed}, not {expected}");
    }
}
