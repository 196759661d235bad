using K2Sharp.Server.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace K2Sharp.Server.Moonshot;

/// <summary>Where Moonshot's part of the API is.</summary>
internal static class MoonshotRoutes
{
    public static void MapMoonshot(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/tokenizers/estimate-token-count", (HttpContext context, MoonshotEndpoints endpoints) => endpoints.EstimateAsync(context))
            .WithTags("Moonshot").WithSummary("Count a conversation's tokens")
            .Accepts<EstimateRequest>("application/json").Produces<EstimateResponse>().Produces<ErrorBody>(400);
        routes.MapGet("/v1/users/me/balance", (HttpContext context, MoonshotEndpoints endpoints) => endpoints.BalanceAsync(context))
            .WithTags("Moonshot").WithSummary("Money left").Produces<BalanceResponse>();
    }
}
