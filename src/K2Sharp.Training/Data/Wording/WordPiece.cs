namespace K2Sharp.Training.Data.Wording;

/// <summary>A token of letters.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Letters">Its small letters.</param>
/// <param name="IsFirst">Whether it begins a word: the token has the space before it.</param>
internal readonly record struct WordPiece(int Id, string Letters, bool IsFirst);
