using K2Sharp.Text.Schema.ToolFormat;

namespace K2Sharp.Extensions.AI.Requests;

/// <summary>Which tools the model may or must call.</summary>
/// <param name="Mode">The rule.</param>
/// <param name="Name">The tool's name for <see cref="ToolChoiceMode.Named"/>, else null.</param>
internal readonly record struct ToolChoice(ToolChoiceMode Mode, string? Name = null)
{
    /// <summary>The engine's form of the rule.</summary>
    public ToolCallRule Rule => Mode switch
    {
        ToolChoiceMode.None => ToolCallRule.None,
        ToolChoiceMode.Required => ToolCallRule.Required,
        ToolChoiceMode.Named => ToolCallRule.Named(Name!),
        _ => ToolCallRule.Auto,
    };

    public static ToolChoice Auto => new(ToolChoiceMode.Auto);

    public static ToolChoice None => new(ToolChoiceMode.None);

    public static ToolChoice Required => new(ToolChoiceMode.Required);

    public static ToolChoice Named(string name) => new(ToolChoiceMode.Named, name);
}
