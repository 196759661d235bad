using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Moonshot;
using K2Sharp.Server.OpenAI;
using K2Sharp.Server.Tokens;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Server.Docs;

/// <summary>What the OpenAPI document is made from.</summary>
internal static class DocsServices
{
    public static void AddDocs(this IServiceCollection services)
    {
        // Only the document's schemas are made through these; the endpoints write with their own options.
        services.Configure<JsonOptions>(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Add(OpenAIJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Add(MoonshotJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Add(TokensJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Add(AnthropicJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Add(ErrorJson.Default);
        });
        services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "K2Sharp";
            document.Info.Description = "Kimi-K2-Thinking over HTTP: OpenAI's chat and text completions and Responses, Anthropic's Messages, and what Moonshot's platform has beside them. docs/serving.md says what every field does.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
    }
}
