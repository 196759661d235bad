using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using K2Sharp.Server.OpenAI.Chat;
using K2Sharp.Server.OpenAI.Completions;
using K2Sharp.Server.OpenAI.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Server.OpenAI;

/// <summary>OpenAI's part of the API.</summary>
internal static class OpenAIEndpoints
{
    public static void AddOpenAI(this IServiceCollection services)
    {
        services.AddSingleton<ChatCompletionMapper>();
        services.AddSingleton<ChatCompletions>();
        services.AddSingleton<CompletionMapper>();
        services.AddSingleton<TextCompletions>();
        services.AddSingleton<ModelEndpoints>();
    }

    public static void MapOpenAI(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ChatCompletions.Route, (HttpContext context, ChatCompletions endpoint) => endpoint.HandleAsync(context))
            .WithMetadata(new MeteredAttribute()).WithTags("OpenAI").WithSummary("Answer a conversation")
            .Accepts<ChatCompletionRequest>("application/json").Produces<ChatCompletion>().Produces<ErrorBody>(400).Produces<ErrorBody>(429);
        routes.MapPost(TextCompletions.Route, (HttpContext context, TextCompletions endpoint) => endpoint.HandleAsync(context))
            .WithMetadata(new MeteredAttribute()).WithTags("OpenAI").WithSummary("Go on from a raw prompt")
            .Accepts<CompletionRequest>("application/json").Produces<Completion>().Produces<ErrorBody>(400).Produces<ErrorBody>(429);
        routes.MapGet("/v1/models", (HttpContext context, ModelEndpoints endpoint) => endpoint.ListAsync(context))
            .WithTags("OpenAI").WithSummary("The names of the model").Produces<ModelList>();
        routes.MapGet("/v1/models/{model}", (HttpContext context, string model, ModelEndpoints endpoint) => endpoint.GetAsync(context, model))
            .WithTags("OpenAI").WithSummary("One of the names of the model").Produces<ModelCard>().Produces<ErrorBody>(404);
    }
}
