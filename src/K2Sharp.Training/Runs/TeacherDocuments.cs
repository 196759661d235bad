using K2Sharp.Training.Data;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>Judged episodes of the scripted teachers.</summary>
internal sealed class TeacherDocuments(TaskSuite suite, EpisodeEncoder encoder) : IDocumentSource
{
    public TokenDocument Next(TaskRandom random)
    {
        Episode episode = new EpisodeCorpus(suite, random, Split.Train).Next();
        TrainingView view = TrainingView.Of(episode, random);
        return encoder.Encode(episode.Task, view.Messages, view.TrainFrom);
    }
}
