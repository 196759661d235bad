using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Search;

/// <summary>The names of a task's two tools and of their arguments.</summary>
internal sealed record SearchTools(string Search, string Query, string Open, string Id)
{
    private static readonly string[] s_search = ["search", "find", "search_docs", "search_town", "look_up", "query_docs"];
    private static readonly string[] s_query = ["query", "query", "q", "text", "words"];
    private static readonly string[] s_open = ["open", "read", "open_doc", "get_doc", "fetch", "read_page"];
    private static readonly string[] s_id = ["id", "id", "doc", "doc_id", "page"];

    public IReadOnlyList<ChatTool> Declare() =>
    [
        ToolDeclaration.Create(Search, "Finds documents by a word.", new ToolParameter(Query, "string")),
        ToolDeclaration.Create(Open, "Opens a document.", new ToolParameter(Id, "string")),
    ];

    public static SearchTools Draw(TaskRandom random) =>
        random.Chance(0.4)
            ? new(s_search[0], s_query[0], s_open[0], s_id[0])
            : new(random.Pick(s_search), random.Pick(s_query), random.Pick(s_open), random.Pick(s_id));
}
