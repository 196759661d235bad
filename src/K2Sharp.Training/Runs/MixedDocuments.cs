using K2Sharp.Training.Data;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>The model's own documents, mixed with the teachers' against forgetting.</summary>
internal sealed class MixedDocuments(IReadOnlyList<TokenDocument> own, IDocumentSource teachers, double ownShare) : IDocumentSource
{
    public TokenDocument Next(TaskRandom random) => random.Chance(ownShare) ? random.Pick(own) : teachers.Next(random);
}
