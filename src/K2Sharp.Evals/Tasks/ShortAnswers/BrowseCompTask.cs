using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.ShortAnswers;

/// <summary>
/// BrowseComp (1,266 questions) or BrowseComp-ZH (289) from their encrypted files, answered without tools: what the model knows by heart.
/// The card's figures (60.2 and 62.3) are with search and browsing, so they are no reference for this.
/// </summary>
internal sealed class BrowseCompTask(bool isChinese) : EvalTask
{
    public override string Name => isChinese ? "browsecomp-zh" : "browsecomp";

    public override string Title => (isChinese ? "BrowseComp-ZH" : "BrowseComp") + ", closed book: questions meant for browsing, answered without it";

    public override EvalSettings Settings { get; } = new() { MaxOutputTokens = 64 * 1024, ThinkingBudget = 48 * 1024 };

    public override bool NeedsJudge => true;

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        string path = isChinese
            ? data.Find(Name, "browsecomp-zh*.csv", "browsecomp_zh*.csv", "browsecomp-zh*.parquet")
            : data.Find(Name, "browse_comp_test_set.csv", "browsecomp.csv", "browsecomp_*.csv", "minibrowse*.csv");
        return [.. DatasetFile.Read(path).Select(Create)];
    }

    public override IReadOnlyDictionary<string, double> Sum(IReadOnlyList<AttemptRecord> attempts) => ConfidenceFigures.Of(attempts);

    private JudgedQuestion Create(DataRow row)
    {
        string canary = row.Text("canary");
        string question = Decrypt(row, isChinese ? "Question" : "problem", canary);
        string answer = Decrypt(row, isChinese ? "Answer" : "answer", canary);

        // The topic of BrowseComp-ZH is encrypted as well.
        string topic = isChinese ? Decrypt(row, "Topic", canary) : row.TextOrNull("problem_topic") ?? string.Empty;
        return new JudgedQuestion($"{row.Number}", topic, [new ChatMessage(ChatRole.User, $"{question}\n\n{AnswerForm.Instruction}")], question, answer);
    }

    private static string Decrypt(DataRow row, string field, string canary)
    {
        try
        {
            return CanaryCipher.Decrypt(row.Text(field), canary);
        }
        catch (FormatException exception)
        {
            throw new DatasetException(row.Problem($"cannot be decrypted: {exception.Message}").Message, exception);
        }
    }
}
