using System.Text.Json;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>The form that an answer's content, the part behind the reasoning, must have.</summary>
public sealed record ContentRule
{
    private ContentRule(ContentRuleKind kind) => Kind = kind;

    /// <summary>A JSON object, written compactly.</summary>
    public static ContentRule JsonObject { get; } = new(ContentRuleKind.JsonObject);

    /// <summary>Which form.</summary>
    public ContentRuleKind Kind { get; }

    /// <summary>The schema, for <see cref="ContentRuleKind.JsonSchema"/>.</summary>
    public JsonElement? Schema { get; private init; }

    /// <summary>The expression, for <see cref="ContentRuleKind.Regex"/>.</summary>
    public string? Pattern { get; private init; }

    /// <summary>The texts, for <see cref="ContentRuleKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>A JSON value, written compactly, that a schema accepts.</summary>
    public static ContentRule JsonSchema(JsonElement schema) => new(ContentRuleKind.JsonSchema) { Schema = schema.Clone() };

    /// <summary>A text that an expression of ECMA-262 matches from beginning to end.</summary>
    public static ContentRule Regex(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new ContentRule(ContentRuleKind.Regex) { Pattern = pattern };
    }

    /// <summary>One of some texts.</summary>
    public static ContentRule Choice(IReadOnlyList<string> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return new ContentRule(ContentRuleKind.Choice) { Choices = [.. choices] };
    }
}
