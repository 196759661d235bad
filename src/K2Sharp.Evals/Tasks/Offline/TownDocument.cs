using System.Text.Json.Nodes;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>A document about a person of the town.</summary>
/// <param name="Id">Such as d317.</param>
/// <param name="Snippet">What a search shows of it.</param>
/// <param name="Text">All of it.</param>
/// <param name="Fact">The value of the fact that it tells.</param>
internal sealed record TownDocument(string Id, string Snippet, string Text, string Fact)
{
    public JsonObject Hit => new() { ["id"] = Id, ["text"] = Snippet };

    public JsonObject Page => new() { ["id"] = Id, ["text"] = Text };
}
