using System.Text;
using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Tokens;

/// <summary>
/// The letter tokens of a vocabulary, a third of the draws from those that the corpus hardly shows, a third from those that every twelfth document of it has. A fifth of the
/// tokens that byte-pair merges make of a corpus stand in less than one document of a hundred of it: most are beginnings of longer ones. Tokens such as " the" are seen
/// all the time and almost never to be copied, so that "thentmyd" is copied as "tooltmyd".
/// </summary>
internal sealed class LetterPieces : IWordPieces
{
    private const double RareShare = 1.0 / 3;
    private const double CommonShare = 1.0 / 3;

    /// <summary>A rare piece stands in less than one document of so many.</summary>
    private const int RareIn = 100;

    /// <summary>A common piece stands in one document of so many, or more.</summary>
    private const int CommonIn = 12;

    private const int LeastLetters = 2;

    private readonly K2Tokenizer _tokenizer;
    private readonly List<WordPiece> _all = [];
    private readonly List<WordPiece> _rare = [];
    private readonly List<WordPiece> _common = [];
    private readonly List<string> _seconds = [];

    /// <param name="tokenizer">The vocabulary.</param>
    /// <param name="documents">In how many documents each token stands.</param>
    /// <param name="rare">The least number of documents of a token that is not rare.</param>
    /// <param name="common">The least number of documents of a common one.</param>
    private LetterPieces(K2Tokenizer tokenizer, int[] documents, int rare, int common)
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
            else if (documents[id] >= common)
            {
                _common.Add(piece);
            }
        }
    }

    /// <summary>Pieces that the corpus hardly shows.</summary>
    internal IReadOnlyList<WordPiece> Rare => _rare;

    /// <summary>Pieces that every twelfth document has.</summary>
    internal IReadOnlyList<WordPiece> Common => _common;

    /// <summary>Counts the tokens of so many documents of a mixture; null where the vocabulary has no pieces of two letters.</summary>
    public static LetterPieces? Find(EpisodeEncoder encoder, TaskSuite suite, ulong seed, int episodes)
    {
        int[] documents = new int[encoder.Tokenizer.VocabularySize];
        foreach (Episode episode in suite.Corpus(seed).Take(episodes))
        {
            foreach (int id in encoder.Encode(episode).Ids.Distinct())
            {
                documents[id]++;
            }
        }

        var pieces = new LetterPieces(encoder.Tokenizer, documents, rare: episodes / RareIn, common: episodes / CommonIn);
        return pieces._all.Count > 0 ? pieces : null;
    }

    public WordPiece Draw(TaskRandom random)
    {
        double kind = random.NextDouble();
        List<WordPiece> drawn = kind < RareShare ? _rare : kind < RareShare + CommonShare ? _common : _all;
        return random.Pick(drawn.Count > 0 ? drawn : _all);
    }

    public string? DrawSecond(TaskRandom random) => _seconds.Count > 0 ? random.Pick(_seconds) : null;

    public bool IsIn(string word, WordPiece piece) => _tokenizer.Encode(" " + word).Contains(piece.Id);
}
