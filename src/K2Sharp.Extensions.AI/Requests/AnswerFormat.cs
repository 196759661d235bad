using System.Text.Json;
using K2Sharp.Text.Schema.ToolFormat;

namespace K2Sharp.Extensions.AI.Requests;

/// <summary>What form the answer's content must have.</summary>
/// <param name="Kind">The form.</param>
/// <param name="Schema">The JSON Schema for <see cref="AnswerFormatKind.JsonSchema"/>, else null.</param>
internal sealed record AnswerFormat(AnswerFormatKind Kind, JsonElement? Schema = null)
{
    /// <summary>The expression for <see cref="AnswerFormatKind.Regex"/>.</summary>
    public string? Pattern { get; private init; }

    /// <summary>The texts for <see cref="AnswerFormatKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>The engine's rule for the content; null for any text.</summary>
    public ContentRule? Rule => Kind switch
    {
        AnswerFormatKind.JsonObject => ContentRule.JsonObject,
        AnswerFormatKind.JsonSchema => ContentRule.JsonSchema(Schema!.Value),
        AnswerFormatKind.Regex => ContentRule.Regex(Pattern!),
        AnswerFormatKind.Choice => ContentRule.Choice(Choices),
        _ => null,
    };

    public static AnswerFormat Text { get; } = new(AnswerFormatKind.Text);

    public static AnswerFormat JsonObject { get; } = new(AnswerFormatKind.JsonObject);

    public static AnswerFormat JsonSchema(JsonElement schema) => new(AnswerFormatKind.JsonSchema, schema);

    public static AnswerFormat Regex(string pattern) => new(AnswerFormatKind.Regex) { Pattern = pattern };

    public static AnswerFormat Choice(IReadOnlyList<string> choices) => new(AnswerFormatKind.Choice) { Choices = choices };
}
