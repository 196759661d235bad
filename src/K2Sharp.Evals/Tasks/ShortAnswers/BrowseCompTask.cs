using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks.Agentic;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.ShortAnswers;

/// <summary>
/// BrowseComp (1,266 questions) or BrowseComp-ZH (289) from their encrypted files: with search, browsing and python as the card reports it, or
/// closed book, which tells what the model knows by heart.
/// </summary>
internal sealed class BrowseCompTask(bool isChinese, bool isClosedBook) : EvalTask
{
    public override string Name => (isChinese ? "browsecomp-zh" : "browsecomp") + (isClosedBook ? "-closed" : string.Empty);

    public override string Title => (isChinese ? "BrowseComp-ZH" : "BrowseComp")
        + (isClosedBook ? ", closed book: questions meant for browsing, answered without it" : ": facts that are hard to find, with search, browsing and python");

    public override CardFigure? Card => isClosedBook ? null : isChinese ? new(62.3, "BrowseComp-ZH") : new(60.2, "BrowseComp");

    public override EvalSettings Settings { get; } = isClosedBook
        ? new() { MaxOutputTokens = 64 * 1024, ThinkingBudget = 48 * 1024 }
        : new() { MaxOutputTokens = 32 * 1024, ThinkingBudget = 24 * 1024, MaxSteps = 300, ContextTokens = 256 * 1024, Repeats = isChinese ? 4 : 1 };

    public override ToolNeeds Needs => isClosedBook ? ToolNeeds.None : ToolNeeds.Search | ToolNeeds.Python;

    public override bool NeedsJudge => true;

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        string path = isChinese
            ? data.Find(Name, "browsecomp-zh*.csv", "browsecomp_zh*.csv", "browsecomp-zh*.parquet")
            : data.Find(Name, "browse_comp_test_set.csv", "browsecomp.csv", "browsecomp_*.csv", "minibrowse*.csv");
        return [.. DatasetFile.Read(path).Select(Create)];
    }

    public override IReadOnlyDictionary<string, double> Sum(IReadOnlyList<AttemptRecord> attempts) => ConfidenceFigures.Of(attempts);

    private Question Create(DataRow row)
    {
        string canary = row.Text("canary");
        string question = Decrypt(row, isChinese ? "Question" : "problem", canary);
        string answer = Decrypt(row, isChinese ? "Answer" : "answer", canary);

        // The topic of BrowseComp-ZH is encrypted as well.
        string topic = isChinese ? Decrypt(row, "Topic", canary) : row.TextOrNull("problem_topic") ?? string.Empty;
        var judged = new JudgedQuestion($"{row.Number}", topic, [new ChatMessage(ChatRole.User, $"{question}\n\n{AnswerForm.Instruction}")], question, answer);
        return isClosedBook ? judged : new ToolQuestion(judged, Needs);
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
