using System.Text.Json;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;
using K2Sharp.TestData;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Parsing;
using K2Sharp.Text.Schema.ToolFormat;
using K2Sharp.Text.Schema.Validation;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Inference.Tests.Engine;

/// <summary>
/// Lets a model with random weights answer with tools, at temperature 1, and checks every answer by the validator and by its tokens. A bias
/// makes quotes and ends likelier in three of four answers, which random weights find rarely; it changes no rule.
/// </summary>
internal sealed class EnforcedRun : IDisposable
{
    private const int MaxTokens = 300;
    private const int LongestPrompt = 700;
    private static readonly string[] s_markers =
    [
        "<think>", "</think>", "<|tool_calls_section_begin|>", "<|tool_calls_section_end|>", "<|tool_call_begin|>", "<|tool_call_argument_begin|>",
        "<|tool_call_end|>", "<|im_end|>",
    ];

    private readonly K2Engine _engine = K2Engine.Load(SharedData.MiniModel, new EngineOptions { CacheTokens = 4_096 });
    private readonly List<EnforcedCase> _cases = [];
    private readonly Dictionary<int, float> _bias = [];

    public EnforcedRun()
    {
        foreach (EnforcedCase candidate in EnforcedCase.LoadAll())
        {
            if (_engine.RenderPrompt(Request([candidate], 0)).Length > LongestPrompt)
            {
                TooLong++;
                continue;
            }

            _cases.Add(candidate);
        }

        K2Tokenizer tokenizer = _engine.Tokenizer;
        foreach (string text in new[] { "\"", "}", "]", ",", ":" })
        {
            _bias[tokenizer.Encode(text)[0]] = 4;
        }

        foreach (string marker in s_markers)
        {
            _bias[tokenizer.Encode(marker, allowSpecials: true)[0]] = 5;
        }
    }

    /// <summary>Schemas whose prompts do not fit the small model's context.</summary>
    public int TooLong { get; }

    public int Schemas => _cases.Count;

    public int Answers { get; private set; }

    public int Calls { get; private set; }

    public int Cut { get; private set; }

    /// <summary>What was wrong, in words.</summary>
    public List<string> Problems { get; } = [];

    public void Dispose() => _engine.Dispose();

    /// <summary>Generates one answer; the number decides about everything.</summary>
    public async Task Answer(int number, CancellationToken cancellationToken)
    {
        var random = new Random(number);
        List<EnforcedCase> cases = [_cases[number % _cases.Count]];
        if (number % 4 == 3 && _engine.RenderPrompt(Request([.. cases, _cases[0]], 0)).Length <= LongestPrompt)
        {
            EnforcedCase other = _cases[random.Next(_cases.Count)];
            if (!ReferenceEquals(other, cases[0]) && _engine.RenderPrompt(Request([.. cases, other], 0)).Length <= LongestPrompt)
            {
                cases.Add(other);
            }
        }

        ChatRequest request = Request(cases, number);
        ChatGeneration generation = _engine.Chat(request);
        List<int> tokens = [];
        generation.TokenRead = token => tokens.Add(token.Token);
        var message = new ParsedMessageBuilder();
        if (number % 2 == 0)
        {
            await foreach (AssistantEvent item in generation.StreamAsync(cancellationToken))
            {
                message.Add(item);
            }
        }
        else
        {
            foreach (AssistantEvent item in generation.Stream(cancellationToken: cancellationToken))
            {
                message.Add(item);
            }
        }

        Check(number, request, cases, message.Build(), generation.StopReason, tokens);
    }

    private ChatRequest Request(List<EnforcedCase> cases, int number) => new()
    {
        Messages = [ChatMessage.FromUser("hi")],
        Tools = [.. cases.Select(it => it.Tool)],
        Sampling = new SamplingOptions { Temperature = 1, Seed = number, LogitBias = number % 4 == 0 ? new Dictionary<int, float>() : _bias },
        MaxTokens = Math.Min(MaxTokens, 1_000 - LongestPrompt),
        ThinkingBudget = number % 7,
        Thinking = number % 5 == 4 ? ThinkingMode.Off : ThinkingMode.On,
        AllowParallelToolCalls = number % 11 != 0,
        ToolChoice = (number % 3) switch
        {
            0 => ToolCallRule.Auto,
            1 => ToolCallRule.Required,
            _ => ToolCallRule.Named(cases[^1].Tool.Name),
        },
    };

    private void Check(int number, ChatRequest request, List<EnforcedCase> cases, ParsedMessage message, StopReason? reason, List<int> tokens)
    {
        Answers++;
        bool isCut = reason == StopReason.Length;
        Cut += isCut ? 1 : 0;
        Require(isCut || reason == StopReason.Stop, number, $"ended by {reason}");
        Require(!s_markers.Any(marker => message.Content.Contains(marker, StringComparison.Ordinal)), number, "a marker in the content: " + message.Content);
        Require(isCut || request.ToolChoice.Mode == ToolCallMode.Auto || message.ToolCalls.Count > 0, number, "no call, though one was demanded");
        Require(request.AllowParallelToolCalls || message.ToolCalls.Count <= 1, number, $"{message.ToolCalls.Count} calls");
        Require(isCut || message.FinishReason == (message.ToolCalls.Count > 0 ? FinishReason.ToolCalls : FinishReason.Stop), number, "finish reason " + message.FinishReason);
        if (!isCut)
        {
            Require(Count(tokens, "<|tool_call_begin|>") == message.ToolCalls.Count, number, "the parser found other calls than were begun");
            Require(Count(tokens, "<|tool_call_end|>") == message.ToolCalls.Count, number, "a call without its end");
            Require(Count(tokens, "<|tool_calls_section_begin|>") == Count(tokens, "<|tool_calls_section_end|>"), number, "a section without its end");
        }

        string written = _engine.Tokenizer.Decode(tokens.ToArray());
        for (int i = 0; i < message.ToolCalls.Count; i++)
        {
            ChatToolCall call = message.ToolCalls[i];
            EnforcedCase? tool = cases.Find(it => it.Tool.Name == call.Name);
            Require(tool is not null && (request.ToolChoice.Name is null || request.ToolChoice.Name == call.Name), number, "undeclared tool " + call.Name);
            Require(written.Contains($"<|tool_call_begin|>functions.{call.Name}:{i}<|tool_call_argument_begin|>", StringComparison.Ordinal), number, $"call {i} has another number");
            if (tool is not null && (!isCut || i < message.ToolCalls.Count - 1))
            {
                Calls++;
                CheckArguments(number, tool, call.Arguments);
            }
        }
    }

    private void CheckArguments(int number, EnforcedCase tool, string arguments)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(arguments, new JsonDocumentOptions { MaxDepth = 1_000 });
            IReadOnlyList<SchemaError> errors = tool.Arguments.Validate(document.RootElement);
            Require(errors.Count == 0, number, $"{tool.Tool.Definition.GetRawText()} does not allow {arguments}: {string.Join("; ", errors)}");
        }
        catch (JsonException exception)
        {
            Require(false, number, $"not JSON: {arguments} ({exception.Message})");
        }
    }

    private int Count(List<int> tokens, string marker) => tokens.Count(token => _engine.Tokenizer.SpecialText(token) == marker);

    private void Require(bool holds, int number, string problem)
    {
        if (!holds)
        {
            Problems.Add($"answer {number}: {problem}");
        }
    }
}
