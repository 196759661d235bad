using System.Text;
using K2Sharp.Evals.Data;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>Minibrowse as files: questions in BrowseComp's encrypted form, and the town as a folder of texts that search tools can index.</summary>
internal static class MiniBrowseExport
{
    public const string QuestionsName = "minibrowse.csv";
    public const string CorpusName = "corpus";

    // Each question's own, as in BrowseComp; not secret, it only keeps the text out of crawls.
    private const string Canary = "minibrowse canary ";

    /// <summary>Writes both.</summary>
    /// <returns>How many questions and documents there are.</returns>
    public static (int Questions, int Documents) Write(string folder)
    {
        MiniBrowseQuestion[] questions = [.. new MiniBrowseTask().Load(new DatasetFolder(null)).Cast<MiniBrowseQuestion>()];
        var csv = new StringBuilder("problem,answer,problem_topic,canary\n");
        foreach (MiniBrowseQuestion question in questions)
        {
            string canary = Canary + question.Id;
            csv.Append(CanaryCipher.Encrypt(question.Prompt, canary)).Append(',').Append(CanaryCipher.Encrypt(question.Target.Fact, canary))
                .Append(',').Append(question.Category).Append(',').Append(canary).Append('\n');
        }

        string corpus = Path.Combine(folder, CorpusName);
        Directory.CreateDirectory(corpus);
        File.WriteAllText(Path.Combine(folder, QuestionsName), csv.ToString());
        IReadOnlyList<TownDocument> documents = questions[0].Index.Documents;
        foreach (TownDocument document in documents)
        {
            File.WriteAllText(Path.Combine(corpus, document.Id + ".txt"), document.Text + "\n");
        }

        return (questions.Length, documents.Count);
    }
}
