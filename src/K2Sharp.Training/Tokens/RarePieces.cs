using System.Text;
using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Tokens;

/// <summary>
/// The letter tokens of a vocabulary, half the draws from those that the corpus hardly shows. A fifth of the tokens that byte-pair merges make of a corpus
/// stand in less than one document of a hundred of it: most are beginnings of longer ones.
/// </summary>
internal sealed class RarePieces : IWordPieces
{
    private const double RareShare = 0.5;
    private const int LeastLetters = 2;

    private readonly K2Tokenizer _tokenizer;
    private readonly List<WordPiece> _all = [];
    private readonly List<WordPiece> _rare = [];
    private readonly List<string> _seconds = [];

    /// <param name="tokenizer">The vocabulary.</param>
    /// <param name="documents">In how many documents each token stands.</param>
    /// <param name="rare">The least number of documents of a token that is not rare.</param>
    private RarePieces(K2Tokenizer tokenizer, int[] documents, int rare)
    {
        _tokenizer = tokenizer;
        for (int id = 0; id < tokenizer.BaseVocabularySize; id++)
        {
            string text = Encoding.UTF8.GetString(tokenizer.GetBytes(id));
            string letters = text.TrimStart(' ', '_', '.');
            if (letters.Length < LeastLetters || !letters.All(char.IsAsciiLetterLower))
            {
                continue;
            }

            if (text[0] is '_' or '.')
            {
                _seconds.Add(letters);
                continue;
            }

            var piece = new WordPiece(id, letters, text[0] == ' ');
            _all.Add(piece);
            if (documents[id] < rare)
            {
                _rare.Add(piece);
            }
        }
    }

    /// <summary>Pieces that the corpus hardly shows.</summary>
    internal IReadOnlyList<WordPiece> Rare => _rare;

    /// <summary>Counts the tokens of so many documents of a mixture; null where the vocabulary has no pieces of two letters.</summary>
    public static RarePieces? Find(EpisodeEncoder encoder, TaskSuite suite, ulong seed, int episodes)
    {
        int[] documents = new int[encoder.Tokenizer.VocabularySize];
        foreach (Episode episode in suite.Corpus(seed).Take(episodes))
        {
            foreach (int id in encoder.Encode(episode).Ids.Distinct())
            {
                documents[id]++;
            }
        }

        var pieces = new RarePieces(encoder.Tokenizer, documents, rare: episodes / 100);
        return pieces._all.Count > 0 ? pieces : null;
    }

    public WordPiece Draw(TaskRandom random) => random.Pick(_rare.Count > 0 && random.Chance(RareShare) ? _rare : _all);

    public string? DrawSecond(TaskRandom random) => _seconds.Count > 0 ? random.Pick(_seconds) : null;

    public bool IsIn(string word, WordPiece piece) => _tokenizer.Encode(" " + word).Contains(piece.Id);
}
