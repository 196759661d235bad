using K2Sharp.Inference.Sampling;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Critique;
using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Rewards;

/// <summary>
/// Makes one iteration's episodes with the exported model in our own INT4 engine and rewards them: verified by their judge, ranked in pairs
/// by the model itself under a rubric, less a penalty for running over the budget. The critic learns from the pairs of which the judge knows
/// the better one.
/// </summary>
internal sealed class RolloutCollector(TaskSuite suite, EpisodeEncoder encoder, ReinforcementOptions options, ulong seed)
{
    /// <summary>Plays an iteration.</summary>
    /// <param name="checkpoint">The exported policy.</param>
    /// <param name="iteration">Counted from 0.</param>
    /// <param name="temperature">Of the episodes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="report">What came out, for the log.</param>
    public RolloutBatch Collect(string checkpoint, int iteration, double temperature, CancellationToken cancellationToken, out RolloutEvent report)
    {
        var random = new TaskRandom(new TaskRandom(new TaskRandom(seed).NextBits() ^ (ulong)iteration).NextBits());
        var tasks = new List<TrainingTask>();
        for (int i = 0; i < options.Prompts; i++)
        {
            TrainingTask task = suite.Draw(random);
            tasks.AddRange(Enumerable.Repeat(task, options.Samples));
        }

        ulong draws = random.NextBits();
        using var team = new EpisodeTeam(checkpoint) { KeepsPrompts = true };
        PlayedEpisode[] episodes = team.Play(
            tasks,
            i => new SamplingOptions { Temperature = (float)temperature, Seed = (long)new TaskRandom(draws + (ulong)i).NextBits() },
            null,
            cancellationToken);
        double[] verified = [.. episodes.Select(Verified)];
        var critique = new SelfCritique(team, options.Samples);
        double[] ranks = critique.Rank(episodes, cancellationToken);
        double[] rewards = [.. verified.Zip(ranks, (reward, rank) => reward + (options.RubricWeight * rank))];
        report = Report(iteration, temperature, episodes, verified, ranks);
        return new RolloutBatch(iteration, temperature, Learnable(episodes, rewards), Ptx(episodes, random));
    }

    private double Verified(PlayedEpisode played) =>
        (played.Judge().Passed ? 1 : 0) - (played.End == EpisodeEnd.TurnCut ? options.BudgetPenalty : 0);

    /// <summary>Episodes of groups whose rewards differ; in the others every advantage is zero.</summary>
    private List<RewardedDocument> Learnable(PlayedEpisode[] episodes, double[] rewards)
    {
        var documents = new List<RewardedDocument>();
        for (int first = 0; first < episodes.Length; first += options.Samples)
        {
            double[] group = rewards[first..(first + options.Samples)];
            double mean = group.Average();
            if (group.Max() - group.Min() < 1e-9)
            {
                continue;
            }

            for (int i = 0; i < group.Length; i++)
            {
                if (PlayedDocument.Of(episodes[first + i]) is { } document)
                {
                    documents.Add(new RewardedDocument(document, group[i] - mean));
                }
            }
        }

        return documents;
    }

    /// <summary>Teachers' documents, and critics' documents of the pairs that the judge tells apart.</summary>
    private List<TokenDocument> Ptx(PlayedEpisode[] episodes, TaskRandom random)
    {
        var documents = new List<TokenDocument>();
        for (int first = 0; first < episodes.Length; first += options.Samples)
        {
            PlayedEpisode[] group = [.. episodes.Skip(first).Take(options.Samples).Where(episode => episode.End == EpisodeEnd.Answered)];
            PlayedEpisode? passed = Array.Find(group, episode => episode.Judge().Passed);
            PlayedEpisode? failed = Array.Find(group, episode => !episode.Judge().Passed);
            if (passed is not null && failed is not null && passed.Episode.Answer != failed.Episode.Answer)
            {
                CritiqueTask task = CritiqueTask.FromRollouts(SelfCritique.Request(passed), passed.Episode.Answer, failed.Episode.Answer, random);
                documents.Add(encoder.Encode(Teaching.Play(task)));
            }
        }

        var teachers = new TeacherDocuments(suite, encoder, pieces: null);
        for (int tokens = 0; tokens < options.PtxTokens;)
        {
            documents.Add(teachers.Next(random));
            tokens += documents[^1].Ids.Length;
        }

        return documents;
    }

    private RolloutEvent Report(int iteration, double temperature, PlayedEpisode[] episodes, double[] verified, double[] ranks) => new()
    {
        Iteration = iteration,
        RewardMean = verified.Average(),
        RewardByFamily = episodes.Zip(verified).GroupBy(pair => pair.First.Episode.Task.Family, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Average(pair => pair.Second), StringComparer.Ordinal),
        RubricMean = ranks.Average(),
        LengthMean = episodes.Average(episode => (double)episode.Episode.GeneratedTokens),
        OverBudget = episodes.Average(episode => episode.End == EpisodeEnd.TurnCut ? 1.0 : 0),
        Temperature = temperature,
    };
}
