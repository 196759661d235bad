using K2Sharp.Text.Parsing;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Inference.Engine;

/// <summary>The ids that begin and end a thought.</summary>
/// <param name="Begin"><c>&lt;think&gt;</c>.</param>
/// <param name="End"><c>&lt;/think&gt;</c>.</param>
/// <param name="ToolMarkers">What begins tool calls, which ends a thought as well.</param>
internal sealed record ThinkingTokens(int Begin, int End, IReadOnlyList<int> ToolMarkers)
{
    /// <exception cref="TokenizerException">The vocabulary lacks one of the tags.</exception>
    public static ThinkingTokens Of(AssistantTokenReader reader)
        => new(
            Require(reader, Marker.ThinkBegin, "<think>"),
            Require(reader, Marker.ThinkEnd, "</think>"),
            [.. reader.MarkerIds(Marker.SectionBegin), .. reader.MarkerIds(Marker.CallBegin)]);

    private static int Require(AssistantTokenReader reader, Marker marker, string name)
        => reader.MarkerIds(marker) is [int id, ..]
            ? id
            : throw new TokenizerException($"the vocabulary has no token {name}: check that tokenizer_config.json belongs to the model, or turn thinking off");
}
