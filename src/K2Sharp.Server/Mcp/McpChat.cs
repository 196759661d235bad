using System.Security.Cryptography;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Generation;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Limits;
using K2Sharp.Server.OpenAI.Chat;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace K2Sharp.Server.Mcp;

/// <summary>Answers chats that come as calls of a tool: with the key's limits and books, as a chat over HTTP.</summary>
internal sealed class McpChat(IServiceProvider services, K2Engine engine, ModelCatalog models, ChatRunner runner, TimeProvider clock)
{
    public const string Route = "/mcp";
    private const int TokensBetweenReports = 16;

    // Over standard streams there is no request: whoever started the process asks.
    private readonly HttpContext _context = services.GetService<IHttpContextAccessor>()?.HttpContext ?? new DefaultHttpContext();

    /// <summary>The id that the log has as well.</summary>
    public string RequestId => _context.TraceIdentifier;

    public async Task<CallToolResult> AskAsync(ChatCompletionCall call, IProgress<ProgressNotificationValue>? progress, CancellationToken cancellationToken)
    {
        // The address also takes messages that ask for no tokens, so the key's place is taken here and not at the door.
        using IDisposable? place = _context.Features.Get<Caller>() is { } caller ? services.GetService<KeyGates>()?.Of(caller).Enter() : null;
        var identity = new ResponseIdentity(
            $"chatcmpl-{RandomNumberGenerator.GetHexString(24, lowercase: true)}", clock.GetUtcNow().ToUnixTimeSeconds(), call.Model, models.Fingerprint);
        await using RunningChat chat = await runner.BeginAsync(_context, call.Call, new ChatOrigin(Route, call.Model, IsStream: false, identity.Id)).ConfigureAwait(false);
        var stream = new ChatStream(chat, new ChunkFactory(identity, engine.Tokenizer, reportsLogProbs: false), choices: 1);
        var whole = new ChatCompletionFold(choices: 1);
        int reported = 0;
        await foreach (ChatCompletionChunk chunk in stream.ReadAsync(includesUsage: false, cancellationToken).ConfigureAwait(false))
        {
            whole.Add(chunk);
            int tokens = chat.Totals.CompletionTokens;
            if (tokens - reported >= TokensBetweenReports)
            {
                reported = tokens;
                progress?.Report(new ProgressNotificationValue { Progress = tokens, Message = "tokens" });
            }
        }

        return McpResults.Of(whole.Build(identity, chat.Totals, reportsLogProbs: false));
    }
}
