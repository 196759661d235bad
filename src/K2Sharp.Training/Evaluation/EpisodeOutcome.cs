using System.Globalization;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Evaluation;

/// <summary>What is left of a played task: enough for the table, and to see why it failed.</summary>
/// <param name="Hops">Tool steps that the task takes.</param>
/// <param name="Verdict">The judge's finding.</param>
/// <param name="Tokens">Tokens generated.</param>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="Transcript">The end of the conversation where the task was failed; otherwise empty.</param>
internal sealed record EpisodeOutcome(int Hops, Verdict Verdict, int Tokens, double Seconds, string Transcript)
{
    /// <summary>Judges an episode.</summary>
    public static EpisodeOutcome Of(PlayedEpisode played)
    {
        Verdict verdict = played.Judge();
        string transcript = verdict.Passed ? string.Empty : TranscriptText.End(played.Episode.Messages);
        return new EpisodeOutcome(played.Episode.Task.Hops, verdict, played.Episode.GeneratedTokens, played.Elapsed.TotalSeconds, transcript);
    }

    /// <summary>For people: which task, why it was failed and how it ended.</summary>
    public string Example(int index) => string.Create(CultureInfo.InvariantCulture, $"task {index}: {Verdict.Why}\n{Transcript}");
}
