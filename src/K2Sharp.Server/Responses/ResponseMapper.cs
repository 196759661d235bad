using System.Text.Json;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Generation;
using K2Sharp.Server.OpenAI;
using K2Sharp.Server.Responses.Input;
using K2Sharp.Server.Responses.Protocol;
using K2Sharp.Server.Responses.Store;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Responses;

/// <summary>Checks a request and says what it wants in the terms of <see cref="ChatCall"/>.</summary>
internal sealed class ResponseMapper(ModelCatalog models, ResponseStore store, TimeProvider clock)
{
    private const int MaxTopLogProbs = 20;
    private static readonly JsonElement s_noTools = JsonElement.Parse("[]");
    private static readonly JsonElement s_auto = JsonElement.Parse("\"auto\"");
    private static readonly JsonElement s_noMetadata = JsonElement.Parse("{}");

    /// <exception cref="ApiException">A value is wrong; the error names the field.</exception>
    /// <exception cref="ChatFormatException">A tool is not in the expected form; the message begins with its path.</exception>
    public ResponseCall Map(ResponseRequest request, string keyId)
    {
        string model = models.Resolve(request.Model);
        RefuseUnsupported(request);
        IReadOnlyList<InputItem> input = Resolved(InputItems.Of(request.Input), keyId);
        IReadOnlyList<ChatTool> tools = ResponseTools.Read(request.Tools);
        var call = new ChatCall
        {
            Messages = Conversation(request, input, keyId),
            Tools = tools,
            ToolChoice = ResponseToolChoice.Read(request.ToolChoice, tools),
            AllowsParallelToolCalls = request.ParallelToolCalls ?? true,
            Format = ResponseFormats.Read(request.Text?.Format),
            Sampling = SamplingFields.Sampling(
                request.Temperature,
                request.TopP,
                request.TopK,
                request.MinP,
                request.RepetitionPenalty,
                request.PresencePenalty,
                request.FrequencyPenalty,
                new Dictionary<int, float>(),
                request.Seed),
            MaxTokens = SamplingFields.AtLeast("max_output_tokens", request.MaxOutputTokens, 1),
            Thinking = request.Reasoning?.Effort is "none" ? ThinkingMode.Off : ThinkingMode.On,
            ThinkingBudget = SamplingFields.AtLeast("thinking_budget", request.ThinkingBudget, 0),
            TopLogProbs = LogProbs(request),
        };
        return new ResponseCall(call, Begun(request, call, model), input)
        {
            IsStream = request.Stream ?? false,
            IsSummarised = IsSummarised(request.Reasoning),
            IsCarried = Includes(request, "reasoning.encrypted_content"),
        };
    }

    private static void RefuseUnsupported(ResponseRequest request)
    {
        if (request.Background == true)
        {
            throw ApiException.Invalid("background", "not supported; read the answer as a stream, or wait for it");
        }

        if (JsonFields.IsThere(request.Conversation))
        {
            throw ApiException.Invalid("conversation", "not supported; go on from a response with previous_response_id");
        }

        if (JsonFields.IsThere(request.Prompt))
        {
            throw ApiException.Invalid("prompt", "stored prompts are not supported; send instructions and input");
        }

        if (JsonFields.IsThere(request.Metadata)
            && (request.Metadata.ValueKind != JsonValueKind.Object || request.Metadata.EnumerateObject().Any(pair => pair.Value.ValueKind != JsonValueKind.String)))
        {
            throw ApiException.Invalid("metadata", "expected an object of strings");
        }
    }

    private IReadOnlyList<InputItem> Resolved(IReadOnlyList<InputItem> input, string keyId) => [.. input.Select((item, index) =>
        JsonFields.TextOrNull(item.Json, "type", $"input[{index}]") is ItemType.Reference ? store.Item(keyId, item.Id, $"input[{index}]") : item)];

    private IReadOnlyList<ChatMessage> Conversation(ResponseRequest request, IReadOnlyList<InputItem> input, string keyId)
    {
        var conversation = new ConversationBuilder();
        if (!string.IsNullOrEmpty(request.Instructions))
        {
            conversation.Say(ChatRole.System, [ChatContentPart.FromText(request.Instructions)]);
        }

        if (!string.IsNullOrEmpty(request.PreviousResponseId))
        {
            int before = 0;
            foreach (InputItem item in store.Chain(keyId, request.PreviousResponseId))
            {
                ItemReader.Read(conversation, item.Json, $"previous_response_id[{before++}]");
            }
        }

        for (int i = 0; i < input.Count; i++)
        {
            ItemReader.Read(conversation, input[i].Json, $"input[{i}]");
        }

        IReadOnlyList<ChatMessage> messages = conversation.Build();
        return messages.Count > 0 ? messages : throw ApiException.Invalid("input", "empty; send at least one item");
    }

    private ResponseObject Begun(ResponseRequest request, ChatCall call, string model) => new()
    {
        Id = ItemIds.Response(),
        CreatedAt = clock.GetUtcNow().ToUnixTimeSeconds(),
        Status = ResponseStatus.InProgress,
        Instructions = request.Instructions,
        MaxOutputTokens = call.MaxTokens,
        Model = model,
        Output = [],
        ParallelToolCalls = call.AllowsParallelToolCalls,
        PreviousResponseId = string.IsNullOrEmpty(request.PreviousResponseId) ? null : request.PreviousResponseId,
        Reasoning = request.Reasoning ?? new ReasoningSettings(),
        Store = (request.Store ?? true) && store.IsOpen,
        Temperature = call.Sampling.Temperature,
        Text = new TextSettings { Format = Written(request.Text?.Format) },
        ToolChoice = JsonFields.IsThere(request.ToolChoice) ? JsonCopy.Of(request.ToolChoice) : s_auto,
        Tools = JsonFields.IsThere(request.Tools) ? JsonCopy.Of(request.Tools) : s_noTools,
        TopP = call.Sampling.TopP,
        User = request.User,
        Metadata = JsonFields.IsThere(request.Metadata) ? JsonCopy.Of(request.Metadata) : s_noMetadata,
    };

    private static TextFormat Written(TextFormat? format) => format is null ? new TextFormat { Type = "text" }
        : format.Schema.ValueKind == JsonValueKind.Undefined ? format
        : new TextFormat { Type = format.Type, Name = format.Name, Description = format.Description, Schema = JsonCopy.Of(format.Schema), Strict = format.Strict };

    private static bool IsSummarised(ReasoningSettings? reasoning) => reasoning?.Summary switch
    {
        null or "none" => false,
        "auto" or "concise" or "detailed" => true,
        _ => throw ApiException.Invalid("reasoning.summary", "must be auto, concise or detailed"),
    };

    private static int? LogProbs(ResponseRequest request) => request.TopLogProbs switch
    {
        < 0 or > MaxTopLogProbs => throw ApiException.Invalid("top_logprobs", $"must be 0 to {MaxTopLogProbs}, not {request.TopLogProbs}"),
        > 0 => request.TopLogProbs,
        _ => Includes(request, "message.output_text.logprobs") ? 0 : null,
    };

    private static bool Includes(ResponseRequest request, string what) => request.Include?.Values.Contains(what, StringComparer.Ordinal) == true;
}
