namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>A language of byte strings that a part of an answer must belong to: a header, arguments, content. Immutable and shared.</summary>
internal interface ITextGrammar
{
    ITextState Start();
}
