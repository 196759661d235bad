using K2Sharp.Inference.Engine;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Generation;
using K2Sharp.Server.OpenAI.Chat;
using K2Sharp.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Moonshot;

/// <summary>What Moonshot's platform has beside OpenAI's endpoints.</summary>
internal sealed class MoonshotEndpoints(K2Engine engine, ModelCatalog models, RequestReader reader, IBalanceSource balances)
{
    /// <summary><c>POST /v1/tokenizers/estimate-token-count</c>.</summary>
    public async Task EstimateAsync(HttpContext context)
    {
        EstimateRequest request = await reader.ReadAsync(context, MoonshotJson.Default.EstimateRequest).ConfigureAwait(false);
        models.Resolve(request.Model);
        Conversation conversation = Conversation.Read(request.Messages);
        int[] prompt = engine.RenderPrompt(new ChatRequest
        {
            Messages = conversation.Messages,
            Tools = ToolList.Read(request.Tools),
            Thinking = conversation.IsPartial ? ThinkingMode.Partial : ThinkingMode.On,
        });
        await context.Response.WriteAsJsonAsync(
            new EstimateResponse(new TokenEstimate(prompt.Length)), MoonshotJson.Default.EstimateResponse, contentType: "application/json", context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary><c>GET /v1/users/me/balance</c>.</summary>
    public async Task BalanceAsync(HttpContext context)
    {
        AccountBalance balance = await balances.GetAsync(context, context.RequestAborted).ConfigureAwait(false);
        var response = new BalanceResponse(new Balance(balance.Available, balance.Voucher, balance.Cash));
        await context.Response.WriteAsJsonAsync(response, MoonshotJson.Default.BalanceResponse, contentType: "application/json", context.RequestAborted).ConfigureAwait(false);
    }
}
