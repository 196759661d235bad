using System.Text;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.ToolFormat;
using K2Sharp.Text.Tests.Parsing;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Tests.Schema.ToolFormat;

/// <summary>Writes answers in the format byte by byte: every special token of the text is its id.</summary>
internal sealed class AnswerWriter
{
    private static readonly K2Tokenizer s_tokenizer = ByteTokenizer.Instance;

    public AnswerWriter(AnswerRules rules, AnswerStart start = AnswerStart.Thinking, int historyCalls = 0, string prefix = "")
    {
        State = Compiler().Compile(rules).Begin(start, historyCalls, prefix);
    }

    public AnswerState State { get; }

    /// <summary>The tokens that must come next.</summary>
    public string Forced => Text(State.Forced);

    public static AnswerFormatCompiler Compiler() => new(s_tokenizer, new WordGrammars(s_tokenizer));

    public static ChatTool Tool(string name, params string[] arguments) => new(Json(
        $$"""{"type":"function","function":{"name":{{JsonSerializer.Serialize(name)}},"parameters":{"type":"object","examples":[{{string.Join(',', arguments)}}]} } }"""));

    public static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>Accepts a text; checks for every token that the mask, the forced tokens and the state agree on it.</summary>
    /// <returns>How many tokens were accepted; fewer than the text has when the next may not come.</returns>
    public int Write(string text)
    {
        int[] tokens = s_tokenizer.Encode(text, allowSpecials: true);
        for (int i = 0; i < tokens.Length; i++)
        {
            bool isAllowed = Mask().Contains(tokens[i]);
            int[] forced = State.Forced.ToArray();
            if (forced.Length > 0)
            {
                Assert.Contains(forced[0], Mask());
            }

            if (!isAllowed)
            {
                Assert.Throws<InvalidOperationException>(() => State.Accept(tokens[i]));
                return i;
            }

            State.Accept(tokens[i]);
        }

        return tokens.Length;
    }

    /// <summary>Accepts a text, all of it.</summary>
    public AnswerWriter Must(string text)
    {
        Assert.Equal(s_tokenizer.Encode(text, allowSpecials: true).Length, Write(text));
        return this;
    }

    /// <summary>Whether a text may come next.</summary>
    public bool May(string text) => Mask().Contains(s_tokenizer.Encode(text, allowSpecials: true)[0]);

    /// <summary>The special tokens that may come next, and whether all ordinary ones may.</summary>
    public string Next()
    {
        HashSet<int> mask = Mask();
        StringBuilder names = new();
        foreach (int token in mask.Where(s_tokenizer.IsSpecial).Order())
        {
            names.Append(s_tokenizer.SpecialText(token));
        }

        int ordinary = mask.Count(token => !s_tokenizer.IsSpecial(token));
        return ordinary == s_tokenizer.BaseVocabularySize ? "any" + names : ordinary == 0 ? names.ToString() : $"{ordinary}{names}";
    }

    private static string Text(ReadOnlySpan<int> tokens) => s_tokenizer.Decode(tokens);

    private HashSet<int> Mask()
    {
        ulong[] mask = new ulong[(s_tokenizer.VocabularySize + 63) / 64];
        State.FillMask(mask, TestContext.Current.CancellationToken);
        return [.. Enumerable.Range(0, s_tokenizer.VocabularySize).Where(token => (mask[token >> 6] >> (token & 63) & 1) != 0)];
    }
}
