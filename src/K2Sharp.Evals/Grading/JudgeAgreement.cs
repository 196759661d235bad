namespace K2Sharp.Evals.Grading;

/// <summary>How well a judge agrees with people.</summary>
/// <param name="Agreed">Replies on which it does.</param>
/// <param name="Differing">Replies on which it does not.</param>
/// <param name="WithoutVerdict">Replies of which it says nothing that could be read.</param>
internal sealed record JudgeAgreement(int Agreed, IReadOnlyList<LabelledReply> Differing, int WithoutVerdict)
{
    public int All => Agreed + Differing.Count + WithoutVerdict;

    /// <summary>Has the labelled replies judged.</summary>
    public static async Task<JudgeAgreement> MeasureAsync(Judge judge, IReadOnlyList<LabelledReply> replies, CancellationToken cancellation)
    {
        int agreed = 0;
        int without = 0;
        var differing = new List<LabelledReply>();
        foreach (LabelledReply reply in replies)
        {
            try
            {
                Grade grade = await judge.GradeAsync(reply.Question, reply.Reply, reply.Expected, cancellation).ConfigureAwait(false);
                if (grade.Score >= 1 == reply.IsCorrect)
                {
                    agreed++;
                }
                else
                {
                    differing.Add(reply);
                }
            }
            catch (JudgeException)
            {
                without++;
            }
        }

        return new JudgeAgreement(agreed, differing, without);
    }
}
