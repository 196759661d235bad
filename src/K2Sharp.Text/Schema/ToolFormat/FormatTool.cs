namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>A tool that may be called.</summary>
/// <param name="Name">Its name as the header spells it.</param>
/// <param name="Arguments">What its arguments may be.</param>
internal sealed record FormatTool(string Name, ITextGrammar Arguments);
