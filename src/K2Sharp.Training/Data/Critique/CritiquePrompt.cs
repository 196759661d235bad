using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Critique;

/// <summary>
/// What the critic sees: the rubric, the request and two final answers, without their thoughts. Training documents and the judging of
/// rollouts share this one wording.
/// </summary>
internal static class CritiquePrompt
{
    private const int MostCharacters = 200;

    /// <summary>One user message; there is no system message.</summary>
    public static IReadOnlyList<ChatMessage> Write(string request, string answerA, string answerB) =>
    [
        ChatMessage.FromUser(
            $"Rubric: right, complete, short.\nRequest: {Shown(request)}\nA: {Shown(answerA)}\nB: {Shown(answerB)}\nWhich is better?"),
    ];

    /// <summary>A text as the critic sees it: on one line, so that it cannot be taken for another part of the prompt, and not too long.</summary>
    public static string Shown(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? "(empty)" : line.Length > MostCharacters ? line[..MostCharacters].TrimEnd() : line;
    }
}
