using K2Sharp.Training.Data;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Tests.Runs;

/// <summary>Documents of chance: a prompt, then turns. Each takes two draws, as an episode does.</summary>
internal sealed class RandomDocuments(int shortest = 8, int longest = 60, int vocabulary = 520) : IDocumentSource
{
    public static string[] Families { get; } = ["odd", "even"];

    public TokenDocument Next(TaskRandom random)
    {
        string family = random.Pick(Families);
        TaskRandom own = random.Fork();
        int length = own.Next(shortest, longest + 1);
        int[] ids = [.. Enumerable.Range(0, length).Select(_ => own.Next(0, vocabulary))];
        byte[] trained = [.. Enumerable.Range(0, length).Select(i => i > length / 2 ? (byte)1 : (byte)0)];
        return new TokenDocument(ids, trained, [2, length / 2, (length / 2) + 2], family);
    }
}
