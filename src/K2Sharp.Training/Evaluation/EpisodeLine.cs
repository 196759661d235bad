namespace K2Sharp.Training.Evaluation;

/// <summary>A line of an <see cref="EpisodeLog"/>.</summary>
internal sealed record EpisodeLine(EpisodeKey Key, EpisodeOutcome Outcome);
