using K2Sharp.Training.Data;

namespace K2Sharp.Training.Evaluation;

/// <summary>A model's run of a task.</summary>
/// <param name="Episode">What judges look at.</param>
/// <param name="End">How it ended.</param>
/// <param name="Turns">What the model read and wrote, turn by turn; as many as the episode has.</param>
/// <param name="Elapsed">Wall-clock time.</param>
internal sealed record PlayedEpisode(Episode Episode, EpisodeEnd End, IReadOnlyList<PlayedTurn> Turns, TimeSpan Elapsed)
{
    /// <summary>The judge's finding; an episode that did not end with an answer never passes.</summary>
    public Verdict Judge()
    {
        string? failure = End switch
        {
            EpisodeEnd.Answered => null,
            EpisodeEnd.TurnCut => "a turn was cut at its token budget",
            EpisodeEnd.TurnLimit => "still calling tools at the turn limit",
            EpisodeEnd.MalformedCall => "a malformed tool call",
            _ => "the context is full",
        };
        return failure is null ? Episode.Task.Judge(Episode) : Verdict.Fail(failure);
    }
}
