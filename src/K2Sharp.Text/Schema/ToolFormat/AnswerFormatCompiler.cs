using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>
/// Compiles rules for answers. One for every vocabulary: it keeps the grammars that were used last, so that rules seen before cost next
/// to nothing. May be used by several threads.
/// </summary>
public sealed class AnswerFormatCompiler
{
    private const int KeptGrammars = 512;

    private readonly K2Tokenizer _tokenizer;
    private readonly IGrammarSource _source;
    private readonly GrammarCache _cache = new(KeptGrammars);
    private readonly Lazy<FormatTokens> _tokens;

    /// <summary>A compiler for a vocabulary.</summary>
    public AnswerFormatCompiler(K2Tokenizer tokenizer)
        : this(tokenizer, new GrammarSource(tokenizer))
    {
    }

    internal AnswerFormatCompiler(K2Tokenizer tokenizer, IGrammarSource source)
    {
        _tokenizer = tokenizer;
        _source = source;
        _tokens = new Lazy<FormatTokens>(() => new FormatTokens(tokenizer));
    }

    /// <summary>Compiles rules.</summary>
    /// <exception cref="AnswerFormatException">They contradict each other, or a part cannot be enforced in full; the message names it.</exception>
    public AnswerFormat Compile(AnswerRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        CheckChoice(rules);
        return new AnswerFormat(_tokenizer, _tokens.Value, rules, CompileTools(rules), rules.Content is null ? null : CompileContent(rules.Content));
    }

    private static void CheckChoice(AnswerRules rules)
    {
        bool isCall = rules.ToolChoice.Mode is ToolCallMode.Required or ToolCallMode.Named;
        if (isCall && rules.Tools.Count == 0)
        {
            throw new AnswerFormatException("tool_choice", "a call is demanded, but no tools are declared");
        }

        if (rules.ToolChoice.Mode == ToolCallMode.Named && !rules.Tools.Any(tool => string.Equals(tool.Name, rules.ToolChoice.Name, StringComparison.Ordinal)))
        {
            throw new AnswerFormatException("tool_choice", $"no tool with the name {rules.ToolChoice.Name} is declared");
        }

        if (isCall && rules.Content is not null)
        {
            throw new AnswerFormatException("response_format", "an answer that must be a tool call has no content to give a form to; use tool_choice auto or none");
        }
    }

    private List<FormatTool> CompileTools(AnswerRules rules)
    {
        List<FormatTool> tools = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < rules.Tools.Count; i++)
        {
            ChatTool tool = rules.Tools[i];
            string field = $"tools[{i}]";
            if (tool.Name.Length == 0)
            {
                throw new AnswerFormatException($"{field}.function.name", "a tool needs a name");
            }

            if (!names.Add(tool.Name))
            {
                throw new AnswerFormatException($"{field}.function.name", $"two tools have the name {tool.Name}");
            }

            if (rules.ToolChoice.Mode != ToolCallMode.None)
            {
                tools.Add(new FormatTool(tool.Name, CompileArguments(tool, field)));
            }
        }

        return tools;
    }

    private ITextGrammar CompileArguments(ChatTool tool, string field) => ArgumentsSchema.Of(tool, field) is { } schema
        ? _cache.Get("schema:" + schema.GetRawText(), () => _source.FromSchema(schema, $"{field}.function.parameters"))
        : _cache.Get("object", _source.AnyObject);

    private ITextGrammar CompileContent(ContentRule rule) => rule.Kind switch
    {
        ContentRuleKind.JsonObject => _cache.Get("object", _source.AnyObject),
        ContentRuleKind.JsonSchema => _cache.Get("schema:" + rule.Schema!.Value.GetRawText(), () => _source.FromSchema(rule.Schema.Value, "response_format.json_schema.schema")),
        ContentRuleKind.Regex => _cache.Get("regex:" + rule.Pattern, () => _source.FromPattern(rule.Pattern!, "response_format.regex")),
        ContentRuleKind.Choice => CompileChoice(rule.Choices),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Kind, "not a form of content"),
    };

    private ITextGrammar CompileChoice(IReadOnlyList<string> choices)
    {
        const string Field = "response_format.choice";
        if (choices.Count == 0)
        {
            throw new AnswerFormatException(Field, "at least one choice is needed");
        }

        return _cache.Get("choice:" + string.Join('\0', choices.Select(choice => $"{choice.Length}:{choice}")), () => _source.FromChoices(choices, Field));
    }
}
