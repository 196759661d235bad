using System.ComponentModel;
using System.Text.Json;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Generation;
using K2Sharp.Server.OpenAI.Chat;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace K2Sharp.Server.Mcp;

/// <summary>
/// What other models' programs can ask for over the Model Context Protocol. The arguments are read as those of a chat; what is wrong with them is
/// the tool's result, for the model that called it can mend it.
/// </summary>
[McpServerToolType]
internal sealed partial class McpTools(ChatCompletionMapper mapper, ChatRunner runner, K2Engine engine, McpChat chat, ILogger<McpTools> logger)
{
    public const string Chat = "chat";
    public const string CountTokens = "count_tokens";

    [McpServerTool(Name = Chat, Title = "Ask Kimi K2", ReadOnly = true, Destructive = false, OpenWorld = false)]
    [Description("Asks the Kimi-K2-Thinking model of this server. It thinks first; the result is its answer, and its reasoning is in the structured result.")]
    public Task<CallToolResult> ChatAsync(
        [Description("What to ask. Give this or messages.")] string? prompt = null,
        [Description("A conversation as in OpenAI's chat completions: [{\"role\":\"user\",\"content\":\"..\"}, ..].")] JsonElement? messages = null,
        [Description("The system message; only together with prompt.")] string? system = null,
        [Description("The model's name; only needed where a server has several.")] string? model = null,
        [Description("The most tokens of the answer, reasoning included. Default: what the context holds.")] int? max_tokens = null,
        [Description("0 to 2; 0 always takes the likeliest token. Default: 1.")] float? temperature = null,
        [Description("The same seed gives the same answer.")] long? seed = null,
        [Description("The most tokens of reasoning; then it is closed and the answer begins.")] int? thinking_budget = null,
        [Description("A JSON Schema that the answer has to obey.")] JsonElement? schema = null,
        IProgress<ProgressNotificationValue>? progress = null,
        CancellationToken cancellationToken = default) => Told(async () =>
        {
            ChatCompletionCall call = mapper.Map(new ChatCompletionRequest
            {
                Model = model,
                Messages = McpArguments.Messages(prompt, messages, system),
                MaxTokens = max_tokens,
                Temperature = temperature,
                Seed = seed,
                ThinkingBudget = thinking_budget,
                ResponseFormat = McpArguments.Format(schema),
            });
            return await chat.AskAsync(call, progress, cancellationToken).ConfigureAwait(false);
        });

    [McpServerTool(Name = CountTokens, Title = "Count tokens", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Description("Counts tokens with Kimi K2's tokenizer: those of a text alone, or those of the prompt that a conversation becomes.")]
    public Task<CallToolResult> CountTokensAsync(
        [Description("A text. Give this or messages.")] string? text = null,
        [Description("A conversation as in OpenAI's chat completions.")] JsonElement? messages = null) => Told(() =>
        {
            int count = text is not null && McpArguments.IsMissing(messages)
                ? engine.Tokenizer.Encode(text).Length
                : runner.CountPrompt(mapper.Map(new ChatCompletionRequest { Messages = McpArguments.Messages(text, messages, system: null) }).Call);
            return Task.FromResult(McpResults.Of(count));
        });

    private async Task<CallToolResult> Told(Func<Task<CallToolResult>> tool)
    {
        try
        {
            return await tool().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The border: whatever it is becomes a result that the caller can read.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ApiError error = ErrorMapping.Map(exception, chat.RequestId);
            if (error.Status == 500)
            {
                LogFailure(logger, exception, chat.RequestId);
            }

            return McpResults.Of(error);
        }
    }

    [LoggerMessage(150, LogLevel.Error, "A tool of request {RequestId} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string requestId);
}
