namespace K2Sharp.Training.Data.Wording;

/// <summary>
/// Pieces of words that a vocabulary has as one token. A token that training never shows in a word to be copied cannot be copied: the model
/// reads and writes another one in its place ("vulture" as "versure", where "ult" is one).
/// </summary>
internal interface IWordPieces
{
    /// <summary>A piece for the inside of a word or its beginning.</summary>
    WordPiece Draw(TaskRandom random);

    /// <summary>The letters of a piece that stands behind an underscore or a point, as "file" in "_file"; null where there is none.</summary>
    string? DrawSecond(TaskRandom random);

    /// <summary>Whether the word, in a sentence, is spelled with the piece.</summary>
    bool IsIn(string word, WordPiece piece);
}
