namespace K2Sharp.Training.Data.Critique;

/// <summary>Tells how an answer is written.</summary>
internal static class AnswerForms
{
    public static AnswerForm Of(string answer, int mostSentences)
    {
        if (answer.Length == 0 || answer[^1] is not ('.' or '!' or '?'))
        {
            return AnswerForm.Cut;
        }

        List<string> sentences = Sentences(answer);
        bool repeats = sentences.Select((sentence, i) => sentences.Skip(i + 1).Any(later => later.EndsWith(sentence, StringComparison.Ordinal))).Any(found => found);
        return repeats || sentences.Count > mostSentences ? AnswerForm.Long : AnswerForm.Whole;
    }

    public static string Name(AnswerForm form) => form switch
    {
        AnswerForm.Cut => "cut",
        AnswerForm.Long => "long",
        _ => "whole",
    };

    /// <summary>The sentences with their marks; a point inside of a number ends none.</summary>
    public static List<string> Sentences(string answer)
    {
        var sentences = new List<string>();
        int start = 0;
        for (int i = 0; i < answer.Length; i++)
        {
            bool ends = i + 1 == answer.Length || (answer[i] is '.' or '!' or '?' && answer[i + 1] == ' ');
            if (ends)
            {
                sentences.Add(answer[start..(i + 1)]);
                start = i + 2;
            }
        }

        return sentences;
    }
}
