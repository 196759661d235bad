using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks;

/// <summary>A question that is one prompt, graded by the text of the reply.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Category">Its category.</param>
/// <param name="Messages">The prompt.</param>
/// <param name="Judge">Grades the reply's text, without the thinking.</param>
internal sealed record PromptQuestion(string Id, string Category, IReadOnlyList<ChatMessage> Messages, Func<string, Grade> Judge) : Question(Id, Category)
{
    /// <summary>With a user's message alone.</summary>
    public PromptQuestion(string id, string category, string prompt, Func<string, Grade> judge)
        : this(id, category, [new ChatMessage(ChatRole.User, prompt)], judge)
    {
    }

    public override Episode Begin(EpisodeServices services) => new PromptEpisode(this);

    private sealed class PromptEpisode(PromptQuestion question) : Episode
    {
        public override IReadOnlyList<ChatMessage> Opening => question.Messages;

        public override ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation) => new(question.Judge(transcript.FinalText));
    }
}
