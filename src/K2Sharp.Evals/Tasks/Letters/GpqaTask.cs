using System.Text;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Tasks.Letters;

/// <summary>
/// GPQA-Diamond: 198 questions with four options. The dataset is gated and its questions must not be posted, so nothing of it ships; the
/// order of the options is drawn from the question's id, the same in every run.
/// </summary>
internal sealed class GpqaTask : EvalTask
{
    private static readonly string[] s_columns = ["Correct Answer", "Incorrect Answer 1", "Incorrect Answer 2", "Incorrect Answer 3"];

    public override string Name => "gpqa-diamond";

    public override string Title => "GPQA-Diamond: questions that search does not answer, four options";

    public override CardFigure Card { get; } = new(84.5, "GPQA-Diamond");

    public override EvalSettings Settings { get; } = new() { ThinkingBudget = 96 * 1024, MaxOutputTokens = 128 * 1024 };

    public override IReadOnlyList<Question> Load(DatasetFolder data) =>
        [.. DatasetFile.Read(data.Find(Name, "gpqa_diamond.csv", "gpqa_diamond*.jsonl", "gpqa_diamond*.parquet")).Select(Create)];

    private static PromptQuestion Create(DataRow row)
    {
        string id = row.TextOrNull("Record ID") ?? $"{row.Number}";
        int[] order = [0, 1, 2, 3];
        new SeededRandom(Running.Seeds.Of(0, "gpqa-diamond", id, 0)).Shuffle(order);
        var text = new StringBuilder("Answer the following multiple choice question. The last line of your response should be of the form 'Answer: X' (without quotes), where X is one of A, B, C, D. Think step by step before answering.\n\n");
        text.Append(row.Text("Question").Trim()).Append('\n');
        for (int i = 0; i < order.Length; i++)
        {
            text.Append('\n').Append(LetterAnswer.Of(i)).Append(") ").Append(row.Text(s_columns[order[i]]).Trim());
        }

        int expected = Array.IndexOf(order, 0);
        return new PromptQuestion(id, row.TextOrNull("High-level domain") ?? string.Empty, text.ToString(), reply => LetterAnswer.Judge(reply, order.Length, expected));
    }
}
