using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>A question about the town.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Category">The kind of fact that is asked for.</param>
/// <param name="Prompt">The question.</param>
/// <param name="Target">The one document that answers it.</param>
/// <param name="Index">The town.</param>
internal sealed record MiniBrowseQuestion(string Id, string Category, string Prompt, TownDocument Target, TownIndex Index) : Question(Id, Category)
{
    private const int MostHits = 5;

    public override Episode Begin(EpisodeServices services) => new TownEpisode(this);

    private sealed class TownEpisode(MiniBrowseQuestion question) : Episode
    {
        private readonly HashSet<string> _opened = new(StringComparer.Ordinal);

        public override IReadOnlyList<ChatMessage> Opening { get; } = [new ChatMessage(ChatRole.User, question.Prompt)];

        public override IReadOnlyList<AIFunctionDeclaration> Tools { get; } =
        [
            ToolText.Declare("search", "Finds documents by a word.", "query"),
            ToolText.Declare("open", "Opens a document.", "id"),
        ];

        public override ValueTask<string> CallAsync(FunctionCallContent call, CancellationToken cancellation)
        {
            if (call.Name == "search" && CallArguments.String(call, "query") is { } query)
            {
                return new(new JsonObject { ["hits"] = new JsonArray([.. question.Index.Search(query, MostHits).Select(document => (JsonNode)document.Hit)]) }.ToJsonString());
            }

            if (call.Name == "open" && CallArguments.String(call, "id") is { } id)
            {
                _opened.Add(id);
                return new(question.Index.Find(id) is { } document ? document.Page.ToJsonString() : ToolText.Error("no such document"));
            }

            return new(ToolText.Error(call.Name is "search" or "open" ? "bad arguments" : "unknown tool"));
        }

        public override ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation)
        {
            string answer = transcript.FinalText;

            // The facts of all documents are different words: another document's fact in the answer is a second answer.
            bool isNamed = HasWord(answer, question.Target.Fact);
            string? other = question.Index.Search(question.Prompt, MostHits).Select(document => document.Fact).FirstOrDefault(fact => fact != question.Target.Fact && HasWord(answer, fact));
            return new(Grade.Of(isNamed && other is null, other ?? (isNamed ? question.Target.Fact : null), $"{other ?? "another answer"}, not {question.Target.Fact}")
                .With(MetricNames.EvidenceRecall, _opened.Contains(question.Target.Id) ? 1 : 0));
        }

        private static bool HasWord(string text, string word) => Regex.IsMatch(text, $@"\b{Regex.Escape(word)}\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
