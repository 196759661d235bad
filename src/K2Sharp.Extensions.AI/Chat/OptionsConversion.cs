using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;
using Microsoft.Extensions.AI;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;

namespace K2Sharp.Extensions.AI.Chat;

/// <summary>What a caller of <see cref="K2ChatClient"/> wants, as a <see cref="ChatCall"/>.</summary>
internal static class OptionsConversion
{
    /// <exception cref="K2RequestException">Something is asked for that the model does not have.</exception>
    public static ChatCall Convert(IEnumerable<AiMessage> messages, ChatOptions? options)
    {
        options ??= new ChatOptions();
        var extra = new ExtraProperties(options.AdditionalProperties);
        return new ChatCall
        {
            Messages = MessageConversion.Convert(messages, options.Instructions),
            Tools = ToolConversion.Convert(options.Tools),
            ToolChoice = Choice(options.ToolMode),
            AllowsParallelToolCalls = options.AllowMultipleToolCalls ?? true,
            Format = Format(options.ResponseFormat),
            Sampling = Sampling(options, extra),
            MaxTokens = options.MaxOutputTokens,
            StopStrings = options.StopSequences?.AsReadOnly() ?? (IReadOnlyList<string>)[],
            Thinking = Thinking(options, extra),
            ThinkingBudget = extra.WholeNumber("thinking_budget"),
            Priority = extra.WholeNumber("priority") ?? 0,
        };
    }

    private static SamplingOptions Sampling(ChatOptions options, ExtraProperties extra)
    {
        var defaults = new SamplingOptions();
        return new SamplingOptions
        {
            Temperature = options.Temperature ?? defaults.Temperature,
            TopP = options.TopP ?? defaults.TopP,
            TopK = options.TopK ?? defaults.TopK,
            MinP = extra.Number("min_p") ?? defaults.MinP,
            RepetitionPenalty = extra.Number("repetition_penalty") ?? defaults.RepetitionPenalty,
            PresencePenalty = options.PresencePenalty ?? defaults.PresencePenalty,
            FrequencyPenalty = options.FrequencyPenalty ?? defaults.FrequencyPenalty,
            LogitBias = extra.LogitBias("logit_bias"),
            Seed = options.Seed,
        };
    }

    private static ThinkingMode Thinking(ChatOptions options, ExtraProperties extra) =>
        extra.Flag("partial") == true ? ThinkingMode.Partial :
        extra.Flag("thinking") == false || options.Reasoning?.Effort == ReasoningEffort.None ? ThinkingMode.Off :
        ThinkingMode.On;

    private static ToolChoice Choice(ChatToolMode? mode) => mode switch
    {
        null or AutoChatToolMode => ToolChoice.Auto,
        NoneChatToolMode => ToolChoice.None,
        RequiredChatToolMode { RequiredFunctionName: { } name } => ToolChoice.Named(name),
        RequiredChatToolMode => ToolChoice.Required,
        _ => throw new K2RequestException("ToolMode", $"{mode.GetType().Name} is not supported"),
    };

    private static AnswerFormat Format(ChatResponseFormat? format) => format switch
    {
        null or ChatResponseFormatText => AnswerFormat.Text,
        ChatResponseFormatJson { Schema: { } schema } => AnswerFormat.JsonSchema(schema),
        ChatResponseFormatJson => AnswerFormat.JsonObject,
        _ => throw new K2RequestException("ResponseFormat", $"{format.GetType().Name} is not supported"),
    };
}
