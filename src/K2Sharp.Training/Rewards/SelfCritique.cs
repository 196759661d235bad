using K2Sharp.Inference.Sampling;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Critique;
using K2Sharp.Training.Evaluation;

namespace K2Sharp.Training.Rewards;

/// <summary>
/// The model ranks its own answers in pairs under the rubric (K2's self-critique reward). Each answer meets the next different one of its
/// group; winning is worth 1, losing 0, and an answer without an opponent, or with an undecided critic, 1/2.
/// </summary>
internal sealed class SelfCritique(EpisodeTeam team, int groupSize)
{
    private const double Undecided = 0.5;

    public double[] Rank(PlayedEpisode[] episodes, CancellationToken cancellationToken)
    {
        var pairs = new List<(int A, int B)>();
        for (int i = 0; i < episodes.Length; i++)
        {
            if (Opponent(episodes, i) is { } other)
            {
                pairs.Add((i, other));
            }
        }

        TrainingTask[] tasks = [.. pairs.Select(pair => new OpenCritique(episodes[pair.A], episodes[pair.B]))];
        PlayedEpisode[] verdicts = team.Play(tasks, _ => new SamplingOptions { Temperature = 0 }, null, cancellationToken);
        double[] ranks = new double[episodes.Length];
        Array.Fill(ranks, Undecided);
        for (int i = 0; i < pairs.Count; i++)
        {
            ranks[pairs[i].A] = CritiqueTask.Choice(verdicts[i].Episode.Answer) switch
            {
                'A' => 1,
                'B' => 0,
                _ => Undecided,
            };
        }

        return ranks;
    }

    /// <summary>What the user asked for.</summary>
    public static string Request(PlayedEpisode played) => played.Episode.Task.Opening.Last(message => message.Role == ChatRole.User).Text;

    private int? Opponent(PlayedEpisode[] episodes, int index)
    {
        int first = index - (index % groupSize);
        for (int i = 1; i < groupSize; i++)
        {
            int other = first + ((index - first + i) % groupSize);
            if (IsFinished(episodes[index]) && IsFinished(episodes[other]) && episodes[other].Episode.Answer != episodes[index].Episode.Answer)
            {
                return other;
            }
        }

        return null;
    }

    private static bool IsFinished(PlayedEpisode played) => played.End == EpisodeEnd.Answered;
}
