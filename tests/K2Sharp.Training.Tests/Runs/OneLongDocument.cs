using K2Sharp.Training.Data;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Tests.Runs;

/// <summary>A long document first, then short ones.</summary>
internal sealed class OneLongDocument(int length, int shortLength) : IDocumentSource
{
    private int _count;

    public TokenDocument Next(TaskRandom random)
    {
        int[] ids = new int[_count++ == 0 ? length : shortLength];
        byte[] trained = new byte[ids.Length];
        trained[^1] = 1;
        return new TokenDocument(ids, trained, [1], RandomDocuments.Families[0]);
    }
}
