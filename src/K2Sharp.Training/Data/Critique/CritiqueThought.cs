using K2Sharp.Training.Data.Decimals;
using K2Sharp.Training.Data.SmallTalk;

namespace K2Sharp.Training.Data.Critique;

/// <summary>
/// The critic's thought, a function of what the prompt shows. First what is right: for decimals the comparison place by place, for small
/// talk what the user means. Then what each answer says and whether it is right; where that does not decide, how each is written. The
/// last letter is copied to the answer. A pair for which none of this leads to the verdict gets the short thought.
/// </summary>
internal static class CritiqueThought
{
    /// <summary>The small talk's longest replies have three sentences.</summary>
    private const int TalkSentences = 3;

    public static string Write(string request, string answerA, string answerB, bool isABetter)
    {
        string asked = CritiquePrompt.Shown(request);
        string a = CritiquePrompt.Shown(answerA);
        string b = CritiquePrompt.Shown(answerB);
        return OfDecimals(asked, a, b, isABetter) ?? OfTalk(a, b, isABetter) ?? Short(isABetter);
    }

    private static string? OfDecimals(string request, string a, string b, bool isABetter)
    {
        DecimalQuestion? question = DecimalRequest.Read(request);
        return question is null
            ? null
            : Conclude(DecimalThought.For(question).Text, DecimalFinding.Of(question, a), DecimalFinding.Of(question, b), isABetter);
    }

    /// <summary>The better answer, once it is one of the replies, tells what the user means.</summary>
    private static string? OfTalk(string a, string b, bool isABetter)
    {
        string better = isABetter ? a : b;
        foreach (TalkIntent intent in Enum.GetValues<TalkIntent>())
        {
            var reply = TalkReply.For(intent);
            if (better.StartsWith(reply.Answer, StringComparison.Ordinal))
            {
                return Conclude(reply.Thought, OfReply(reply, a), OfReply(reply, b), isABetter);
            }
        }

        return null;
    }

    private static Finding OfReply(TalkReply reply, string answer)
    {
        bool fits = string.Equals(Finding.FirstWords(answer), Finding.FirstWords(reply.Answer), StringComparison.Ordinal);
        return Finding.OfBeginning(answer, fits, AnswerForms.Of(answer, TalkSentences));
    }

    /// <summary>The thought from the findings; null where they do not lead to the verdict.</summary>
    private static string? Conclude(string known, Finding a, Finding b, bool isABetter)
    {
        string text = $"{known} A: {a.Text}. B: {b.Text}.";
        bool isRight = (isABetter ? a : b).IsRight;
        if (a.IsRight != b.IsRight)
        {
            return isRight ? $"{text} {Letter(isABetter)}." : null;
        }

        bool leads = isRight && a.Form != b.Form && a.Form > b.Form == isABetter;
        return leads ? $"{text} A {AnswerForms.Name(a.Form)}. B {AnswerForms.Name(b.Form)}. {Letter(isABetter)}." : null;
    }

    private static string Short(bool isABetter) => isABetter ? "A ok. B wrong. A." : "A wrong. B ok. B.";

    private static char Letter(bool isABetter) => isABetter ? 'A' : 'B';
}
