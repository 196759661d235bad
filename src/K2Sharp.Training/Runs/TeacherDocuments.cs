using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Wording;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>Judged episodes of the scripted teachers.</summary>
/// <param name="suite">The mixture.</param>
/// <param name="encoder">Makes tokens of them.</param>
/// <param name="pieces">What made-up words are to contain; null for any letters.</param>
internal sealed class TeacherDocuments(TaskSuite suite, EpisodeEncoder encoder, IWordPieces? pieces) : IDocumentSource
{
    public TokenDocument Next(TaskRandom random)
    {
        Episode episode = new EpisodeCorpus(suite, random.Fork(pieces), Split.Train).Next();
        TrainingView view = TrainingView.Of(episode, random);
        return encoder.Encode(episode.Task, view.Messages, view.TrainFrom);
    }
}
