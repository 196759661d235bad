namespace K2Sharp.Agents.Tools.Search;

/// <summary>A document that a search found.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Title">Its title.</param>
/// <param name="Snippet">The part that matches best.</param>
public sealed record SearchHit(string Url, string Title, string Snippet);
