using System.Text.Json;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Generation;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>Checks a request and says what it wants in the terms of <see cref="ChatCall"/>.</summary>
internal sealed class ChatCompletionMapper(K2Engine engine, ModelCatalog models)
{
    private const int MaxTopLogProbs = 20;

    /// <exception cref="ApiException">A value is wrong; the error names the field.</exception>
    /// <exception cref="ChatFormatException">A message or a tool is not in the expected form; the message begins with its path.</exception>
    public ChatCompletionCall Map(ChatCompletionRequest request)
    {
        string model = models.Resolve(request.Model);
        RefuseLegacyFields(request);
        Conversation conversation = Conversation.Read(request.Messages);
        IReadOnlyList<ChatTool> tools = ToolList.Read(request.Tools);
        AnswerFormat format = Format(request.ResponseFormat);
        if (conversation.IsPartial && format.Kind != AnswerFormatKind.Text)
        {
            throw ApiException.Invalid("response_format", "partial mode and a response format cannot be combined");
        }

        var call = new ChatCall
        {
            Messages = conversation.Messages,
            Tools = tools,
            ToolChoice = ToolChoiceCheck.Require(request.ToolChoice ?? ToolChoice.Auto, tools, "tool_choice.function.name"),
            AllowsParallelToolCalls = request.ParallelToolCalls ?? true,
            Format = format,
            Sampling = SamplingFields.Sampling(
                request.Temperature,
                request.TopP,
                request.TopK,
                request.MinP,
                request.RepetitionPenalty,
                request.PresencePenalty,
                request.FrequencyPenalty,
                SamplingFields.LogitBias(request.LogitBias, engine.Tokenizer.VocabularySize),
                request.Seed),
            MaxTokens = SamplingFields.AtLeast("max_completion_tokens", request.MaxCompletionTokens, 1) ?? SamplingFields.AtLeast("max_tokens", request.MaxTokens, 1),
            StopStrings = SamplingFields.Stops(request.Stop?.Values),
            Thinking = conversation.IsPartial ? ThinkingMode.Partial : Thinking(request),
            ThinkingBudget = SamplingFields.AtLeast("thinking_budget", request.ThinkingBudget, 0) ?? SamplingFields.AtLeast("thinking.budget_tokens", request.Thinking?.BudgetTokens, 0),
            TopLogProbs = LogProbs(request),
            Choices = SamplingFields.Choices(request.N),
        };
        return new ChatCompletionCall(call, model, request.Stream ?? false, request.StreamOptions?.IncludeUsage ?? false);
    }

    private static void RefuseLegacyFields(ChatCompletionRequest request)
    {
        // Ignored, they would leave a client without the tools that it believes to have.
        if (request.Functions.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            throw ApiException.Invalid("functions", "not supported; send tools");
        }

        if (request.FunctionCall.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            throw ApiException.Invalid("function_call", "not supported; send tool_choice");
        }
    }

    private static AnswerFormat Format(ResponseFormat? format)
    {
        switch (format?.Type)
        {
            case null when format is null:
            case "text":
                return AnswerFormat.Text;
            case "json_object":
                return AnswerFormat.JsonObject;
            case "json_schema":
                ResponseSchema schema = format.JsonSchema ?? throw ApiException.Invalid("response_format.json_schema", "missing; json_schema needs a name and a schema");
                if (string.IsNullOrEmpty(schema.Name))
                {
                    throw ApiException.Invalid("response_format.json_schema.name", "missing; give the schema a name");
                }

                return schema.Schema.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False
                    ? AnswerFormat.JsonSchema(schema.Schema)
                    : throw ApiException.Invalid("response_format.json_schema.schema", "missing; send a JSON Schema");
            case "regex":
                return AnswerFormat.Regex(format.Pattern ?? throw ApiException.Invalid("response_format.pattern", "missing; send a regular expression"));
            case "choice":
                return AnswerFormat.Choice(format.Choices ?? throw ApiException.Invalid("response_format.choices", "missing; send an array of texts"));
            default:
                throw ApiException.Invalid("response_format.type", "must be text, json_object or json_schema (regex or choice, as extensions)");
        }
    }

    private static ThinkingMode Thinking(ChatCompletionRequest request)
    {
        bool isDisabled = request.Thinking switch
        {
            null => false,
            { Type: "disabled" } => true,
            { Type: null or "enabled" } => false,
            _ => throw ApiException.Invalid("thinking.type", "must be enabled or disabled"),
        };
        bool isOff = isDisabled || request.ChatTemplateSettings?.Thinking == false || request.ReasoningEffort is "none";
        return isOff ? ThinkingMode.Off : ThinkingMode.On;
    }

    private static int? LogProbs(ChatCompletionRequest request)
    {
        if (request.TopLogProbs is { } top)
        {
            return top is < 0 or > MaxTopLogProbs ? throw ApiException.Invalid("top_logprobs", $"must be 0 to {MaxTopLogProbs}, not {top}")
                : request.LogProbs != true ? throw ApiException.Invalid("top_logprobs", "needs logprobs to be true")
                : top;
        }

        return request.LogProbs == true ? 0 : null;
    }
}
