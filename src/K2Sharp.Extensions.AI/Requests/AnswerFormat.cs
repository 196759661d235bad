using System.Text.Json;

namespace K2Sharp.Extensions.AI.Requests;

/// <summary>What form the answer's content must have.</summary>
/// <param name="Kind">The form.</param>
/// <param name="Schema">The JSON Schema for <see cref="AnswerFormatKind.JsonSchema"/>, else null.</param>
/// <param name="IsStrict">Whether a schema that cannot be enforced in full is refused.</param>
internal sealed record AnswerFormat(AnswerFormatKind Kind, JsonElement? Schema = null, bool IsStrict = true)
{
    public static AnswerFormat Text { get; } = new(AnswerFormatKind.Text);

    public static AnswerFormat JsonObject { get; } = new(AnswerFormatKind.JsonObject);

    public static AnswerFormat JsonSchema(JsonElement schema, bool isStrict = true) => new(AnswerFormatKind.JsonSchema, schema, isStrict);
}
