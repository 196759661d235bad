using System.Text.Json;
using K2Sharp.Text.Schema.ToolFormat;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Tests.Schema.ToolFormat;

/// <summary>Grammars of a few fixed texts, so that the format can be tested by itself: a schema's are its examples.</summary>
internal sealed class WordGrammars(K2Tokenizer tokenizer) : IGrammarSource
{
    public int Made { get; private set; }

    public ITextGrammar AnyObject() => Make(["{}", "{\"any\":1}"]);

    public ITextGrammar FromSchema(JsonElement schema, string field) => schema.TryGetProperty("examples", out JsonElement examples)
        ? Make(examples.EnumerateArray().Select(example => example.GetRawText()))
        : throw new AnswerFormatException(field, "no examples");

    public ITextGrammar FromPattern(string pattern, string field) => Make(pattern.Split('|'));

    public ITextGrammar FromChoices(IReadOnlyList<string> choices, string field) => Make(choices);

    private HeaderGrammar Make(IEnumerable<string> texts)
    {
        Made++;
        return new HeaderGrammar(tokenizer, texts);
    }
}
