using K2Sharp.Server.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace K2Sharp.Server.Tokens;

/// <summary>Where the token endpoints are.</summary>
internal static class TokenRoutes
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/tokenize", (HttpContext context, TokenEndpoints endpoints) => endpoints.TokenizeAsync(context))
            .WithTags("Tokens").WithSummary("A text or a conversation as token ids")
            .Accepts<TokenizeRequest>("application/json").Produces<TokenizeResponse>().Produces<ErrorBody>(400);
        routes.MapPost("/detokenize", (HttpContext context, TokenEndpoints endpoints) => endpoints.DetokenizeAsync(context))
            .WithTags("Tokens").WithSummary("Token ids as a text")
            .Accepts<DetokenizeRequest>("application/json").Produces<DetokenizeResponse>().Produces<ErrorBody>(400);
        routes.MapPost("/apply-template", (HttpContext context, TokenEndpoints endpoints) => endpoints.ApplyTemplateAsync(context))
            .WithTags("Tokens").WithSummary("A conversation as the prompt's text")
            .Accepts<TokenizeRequest>("application/json").Produces<TemplateResponse>().Produces<ErrorBody>(400);
    }
}
