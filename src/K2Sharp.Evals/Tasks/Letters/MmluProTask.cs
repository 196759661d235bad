using System.Text;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Tasks.Letters;

/// <summary>
/// MMLU-Pro: 12,032 questions of 14 subjects with up to ten options. Asked zero-shot with the official line, as thinking models are; where
/// the validation split lies beside the test split, its five examples of the subject are not shown either.
/// </summary>
internal sealed class MmluProTask : EvalTask
{
    public override string Name => "mmlu-pro";

    public override string Title => "MMLU-Pro: questions of 14 subjects with up to ten options";

    public override CardFigure Card { get; } = new(84.6, "MMLU-Pro");

    public override EvalSettings Settings { get; } = new() { MaxOutputTokens = 128 * 1024 };

    public override IReadOnlyList<Question> Load(DatasetFolder data) =>
        [.. DatasetFile.Read(data.Find(Name, "mmlu_pro_test*", "mmlu-pro*test*", "mmlu_pro/test-*.parquet")).Select(Create)];

    private static PromptQuestion Create(DataRow row)
    {
        IReadOnlyList<string> options = row.Texts("options");
        int expected = row.Integer("answer_index");

        // Five of the published rows have a single option.
        if (options.Count is < 1 or > 26 || expected < 0 || expected >= options.Count || row.Text("answer") != LetterAnswer.Of(expected).ToString())
        {
            throw row.Problem("has an answer that is none of its options");
        }

        string category = row.Text("category");
        return new PromptQuestion(row.Text("question_id"), category, Prompt(category, row.Text("question"), options), reply => LetterAnswer.Judge(reply, options.Count, expected));
    }

    private static string Prompt(string category, string question, IReadOnlyList<string> options)
    {
        var text = new StringBuilder($"The following is a multiple choice question (with answers) about {category}. Think step by step and then finish your answer with \"the answer is (X)\" where X is the correct letter choice.\n\n");
        text.Append("Question:\n").Append(question).Append("\nOptions:\n");
        for (int i = 0; i < options.Count; i++)
        {
            text.Append(LetterAnswer.Of(i)).Append(". ").Append(options[i]).Append('\n');
        }

        return text.Append("Answer: Let's think step by step.").ToString();
    }
}
