using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks;

/// <summary>A question with a short answer that a judge compares with the expected one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Category">Its category.</param>
/// <param name="Messages">The prompt.</param>
/// <param name="Text">The question itself, for the judge.</param>
/// <param name="Answer">The expected answer.</param>
internal sealed record JudgedQuestion(string Id, string Category, IReadOnlyList<ChatMessage> Messages, string Text, string Answer) : Question(Id, Category)
{
    public override Episode Begin(EpisodeServices services) =>
        new JudgedEpisode(this, services.Judge ?? throw new InvalidOperationException("the task was started without its judge"));

    private sealed class JudgedEpisode(JudgedQuestion question, Judge judge) : Episode
    {
        public override IReadOnlyList<ChatMessage> Opening => question.Messages;

        public override async ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation)
        {
            string reply = transcript.FinalText;
            if (string.IsNullOrWhiteSpace(reply))
            {
                return Grade.Wrong(null, "no reply").With(MetricNames.ExtractionFailed, 1);
            }

            return await judge.GradeAsync(question.Text, reply, question.Answer, cancellation).ConfigureAwait(false);
        }
    }
}
