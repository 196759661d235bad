using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Data;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>Learns the run's vocabulary from what its teachers say, or finds it in the run's folder.</summary>
internal static class VocabularyStep
{
    private const int Episodes = 12_000;

    public static K2Tokenizer Prepare(RunFolder folder, TaskSuite suite, ulong seed)
    {
        if (!File.Exists(Path.Combine(folder.Tokenizer, VocabularyFiles.ConfigName)))
        {
            IEnumerable<string> texts = suite.Corpus(seed).Take(Episodes)
                .SelectMany(episode => EpisodePrompt.Render(episode.Task, episode.Messages))
                .Where(segment => !segment.IsSpecial)
                .Select(segment => segment.Text);
            VocabularyFiles.Write(folder.Tokenizer, VocabularyTrainer.Train(texts));
        }

        return K2Tokenizer.Load(folder.Tokenizer);
    }
}
