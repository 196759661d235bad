using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace K2Sharp.Server.Docs;

/// <summary>The OpenAPI document, and a page to read and try it. Everything that the page needs comes from here: it works without a network.</summary>
internal static class DocsEndpoints
{
    public const string DocumentRoute = "/openapi/v1.json";
    public const string PageRoute = "/docs";

    public static void MapDocs(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        routes.MapScalarApiReference(PageRoute, options => options
            .WithTitle("K2Sharp")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()).AllowAnonymous();
    }
}
