using K2Sharp.Training.Data;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>Documents to train on, endless.</summary>
internal interface IDocumentSource
{
    /// <summary>The next document; a pure function of the random source's state.</summary>
    TokenDocument Next(TaskRandom random);
}
