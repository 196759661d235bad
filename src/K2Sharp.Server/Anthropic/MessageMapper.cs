using System.Text.Json;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;
using K2Sharp.Server.Anthropic.Input;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Generation;
using K2Sharp.Server.OpenAI;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Anthropic;

/// <summary>Checks a request and says what it wants in the terms of <see cref="ChatCall"/>.</summary>
internal sealed class MessageMapper(ModelCatalog models, ThoughtSigner signer)
{
    private const int MaxStops = 16;
    private const int MaxStopBytes = 256;

    /// <param name="request">The request.</param>
    /// <param name="isCounted">Whether only the prompt counts: then there need be no limit of the answer.</param>
    /// <exception cref="ApiException">A value is wrong; the error names the field.</exception>
    /// <exception cref="ChatFormatException">A tool is not in the expected form; the message begins with its path.</exception>
    public MessageCall Map(MessagesRequest request, bool isCounted)
    {
        string model = models.Resolve(request.Model);
        if (request.MaxTokens is null && !isCounted)
        {
            throw ApiException.Invalid("max_tokens", "missing; send the most tokens that the answer may have");
        }

        IReadOnlyList<ChatMessage> messages = new TurnReader(signer).Read(request.System, request.Messages);
        bool isPartial = IsPartial(messages);
        AnswerFormat format = Format(request);
        if (isPartial && format.Kind != AnswerFormatKind.Text)
        {
            throw ApiException.Invalid("output_config.format", "the beginning of the answer, as the last message, and a format cannot be combined");
        }

        IReadOnlyList<ChatTool> tools = MessageTools.Read(request.Tools);
        MessageToolChoice choice = MessageToolChoice.Read(request.ToolChoice, tools);
        var call = new ChatCall
        {
            Messages = messages,
            Tools = tools,
            ToolChoice = choice.Choice,
            AllowsParallelToolCalls = choice.AllowsParallel,
            Format = format,
            Sampling = Sampling(request),
            MaxTokens = SamplingFields.AtLeast("max_tokens", request.MaxTokens, 1),
            StopStrings = SamplingFields.Stops(request.StopSequences?.Values, "stop_sequences", MaxStops, MaxStopBytes),
            Thinking = isPartial ? ThinkingMode.Partial : Thinking(request.Thinking),
            ThinkingBudget = request.Thinking?.Type is "disabled" ? null : SamplingFields.AtLeast("thinking.budget_tokens", request.Thinking?.BudgetTokens, 0),
        };
        return new MessageCall(call, model, request.Stream ?? false);
    }

    /// <summary>Whether the last message is the beginning of the answer.</summary>
    private static bool IsPartial(IReadOnlyList<ChatMessage> messages)
    {
        ChatMessage last = messages[^1];
        return last.Role is ChatRole.Assistant && (last.ToolCalls.Count == 0
            ? true
            : throw ApiException.Invalid("messages", "the last message calls tools: send their results after it"));
    }

    private static SamplingOptions Sampling(MessagesRequest request) => SamplingFields.Sampling(
        SamplingFields.Between("temperature", request.Temperature, 0, 1, 1),
        request.TopP,
        request.TopK,
        minP: null,
        repetitionPenalty: null,
        presencePenalty: null,
        frequencyPenalty: null,
        new Dictionary<int, float>(),
        request.Seed);

    private static AnswerFormat Format(MessagesRequest request)
    {
        (OutputFormat? format, string path) = request.OutputConfig?.Format is { } configured ? (configured, "output_config.format") : (request.OutputFormat, "output_format");
        return format switch
        {
            null => AnswerFormat.Text,
            { Type: not "json_schema" } => throw ApiException.Invalid($"{path}.type", "must be json_schema"),
            { Schema.ValueKind: JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False } => AnswerFormat.JsonSchema(format.Schema),
            _ => throw ApiException.Invalid($"{path}.schema", "missing; send a JSON Schema"),
        };
    }

    /// <summary>The model thinks unless it is told not to: it was made so, and a client that does not ask for thoughts may leave them unread.</summary>
    private static ThinkingMode Thinking(ThinkingConfig? thinking) => thinking switch
    {
        null or { Type: "enabled" or "adaptive" or "between_tools" } => ThinkingMode.On,
        { Type: "disabled" } => ThinkingMode.Off,
        _ => throw ApiException.Invalid("thinking.type", "must be enabled, adaptive or disabled"),
    };
}
