using System.Text.Json;
using K2Sharp.Inference.Sampling;
using K2Sharp.Training.Data;
using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Rewards;

/// <summary>
/// Rejection sampling: the model plays training tasks at temperature 1 in the engine, in INT4, and what its judge passes becomes documents.
/// They are kept in a file, so that a resumed run trains on the same ones.
/// </summary>
internal static class OwnEpisodes
{
    /// <summary>Samples episodes and writes the passing ones.</summary>
    /// <param name="checkpoint">The exported model.</param>
    /// <param name="suite">What to draw tasks from.</param>
    /// <param name="count">How many tasks.</param>
    /// <param name="seed">Decides tasks and draws.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up; no file is written.</param>
    /// <returns>Passed episodes by family, of how many.</returns>
    public static SortedDictionary<string, (int Passed, int N)> Sample(
        string checkpoint, TaskSuite suite, int count, ulong seed, string path, CancellationToken cancellationToken)
    {
        var random = new TaskRandom(seed);
        var tasks = new TrainingTask[count];
        for (int i = 0; i < count; i++)
        {
            tasks[i] = suite.Draw(random);
        }

        using var team = new EpisodeTeam(checkpoint) { KeepsPrompts = true };
        PlayedEpisode[] episodes = team.Play(
            tasks, i => new SamplingOptions { Temperature = 1, Seed = (long)new TaskRandom(seed + (ulong)i).NextBits() }, null, cancellationToken);
        var tally = new SortedDictionary<string, (int Passed, int N)>(StringComparer.Ordinal);
        string part = path + ".part";
        using (StreamWriter writer = File.CreateText(part))
        {
            foreach (PlayedEpisode episode in episodes)
            {
                bool passed = episode.Judge().Passed;
                (int before, int all) = tally.GetValueOrDefault(episode.Episode.Task.Family);
                tally[episode.Episode.Task.Family] = (before + (passed ? 1 : 0), all + 1);
                if (passed && PlayedDocument.Of(episode) is { } document)
                {
                    writer.WriteLine(JsonSerializer.Serialize(document, RunLines.Default.TokenDocument));
                }
            }
        }

        File.Move(part, path, overwrite: true);
        return tally;
    }

    /// <summary>Reads the documents back.</summary>
    public static List<TokenDocument> Read(string path) =>
        [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize(line, RunLines.Default.TokenDocument)!)];
}
