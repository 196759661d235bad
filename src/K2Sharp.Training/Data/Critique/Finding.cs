namespace K2Sharp.Training.Data.Critique;

/// <summary>What the critic finds in one answer.</summary>
/// <param name="Text">The answer's points, restated and marked, such as "9.9 ok, bigger ok, 9.11 ok".</param>
/// <param name="IsRight">Whether no point is wrong.</param>
/// <param name="Form">How it is written.</param>
internal sealed record Finding(string Text, bool IsRight, AnswerForm Form)
{
    private const int Beginning = 3;

    /// <summary>An answer that is known by how it begins.</summary>
    public static Finding OfBeginning(string answer, bool isRight, AnswerForm form) =>
        new(FirstWords(answer) + (isRight ? " ok" : " wrong"), isRight, form);

    /// <summary>The first words, which tell the replies to different intents apart.</summary>
    public static string FirstWords(string answer)
    {
        string[] words = answer.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Take(Beginning)).TrimEnd('.', ',', ':', ';', '!', '?');
    }
}
