using System.Collections.Concurrent;
using System.Text;

namespace K2Sharp.Text.Schema.Masks;

/// <summary>
/// The tokens that are whole characters of a JSON string, none of which needs an escape, or begin one at their end: inside a string that may go
/// on with anything they are all allowed, which is most of a vocabulary.
/// </summary>
internal sealed class PlainTokens
{
    private readonly int _words;
    private readonly List<List<int>> _byNeed = [];
    private readonly ConcurrentDictionary<int, ulong[]> _masks = new();

    public PlainTokens(int vocabularySize, List<(ReadOnlyMemory<byte> Bytes, int Token)> entries)
    {
        _words = (vocabularySize + 63) / 64;
        List<(ReadOnlyMemory<byte>, int)> others = [];
        foreach ((ReadOnlyMemory<byte> bytes, int token) in entries)
        {
            int need = Need(bytes.Span);
            if (need == 0)
            {
                others.Add((bytes, token));
                continue;
            }

            while (_byNeed.Count <= need)
            {
                _byNeed.Add([]);
            }

            _byNeed[need].Add(token);
        }

        Others = new TokenTrie(TrieNodes.Build(others), vocabularySize, plain: null, bytes: null);
    }

    /// <summary>The tree of all other tokens.</summary>
    public TokenTrie Others { get; }

    /// <summary>The plain tokens of at most so many characters, one that has only begun included.</summary>
    public ulong[] UpTo(int characters) => _masks.GetOrAdd(Math.Min(characters, _byNeed.Count - 1), Make);

    private ulong[] Make(int characters)
    {
        ulong[] mask = new ulong[_words];
        for (int need = 1; need <= characters; need++)
        {
            foreach (int token in _byNeed[need])
            {
                mask[token >> 6] |= 1UL << token;
            }
        }

        return mask;
    }

    /// <summary>How many characters a token begins; 0 when it is not plain.</summary>
    private static int Need(ReadOnlySpan<byte> bytes)
    {
        int need = 0;
        while (!bytes.IsEmpty)
        {
            System.Buffers.OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length);
            bool begun = status == System.Buffers.OperationStatus.NeedMoreData;
            if ((status != System.Buffers.OperationStatus.Done && !begun) || (!begun && (rune.Value < ' ' || rune.Value is '"' or '\\')))
            {
                return 0;
            }

            need++;
            bytes = bytes[length..];
        }

        return need;
    }
}
