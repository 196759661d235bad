using K2Sharp.Server.Accounting;
using K2Sharp.Server.Anthropic.Errors;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Server.Anthropic;

/// <summary>Where Anthropic's Messages API is.</summary>
internal static class MessageRoutes
{
    private const string Tag = "Anthropic";

    /// <summary>At the root for clients whose base address is the server's, and where Moonshot's platform has it.</summary>
    private static readonly string[] s_prefixes = [string.Empty, "/anthropic"];

    public static void AddAnthropic(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ThoughtSigner(provider.GetService<StateDirectory>()));
        services.AddSingleton<MessageMapper>();
        services.AddSingleton<MessageEndpoints>();
    }

    public static void MapAnthropic(this IEndpointRouteBuilder routes)
    {
        var errors = new AnthropicErrors();
        foreach (string prefix in s_prefixes)
        {
            routes.MapPost(prefix + MessageEndpoints.Route, (HttpContext context, MessageEndpoints endpoints) => endpoints.CreateAsync(context))
                .WithMetadata(new MeteredAttribute(), errors).WithTags(Tag).WithSummary("Answer a conversation")
                .Accepts<MessagesRequest>("application/json").Produces<MessageObject>().Produces<AnthropicErrorBody>(400).Produces<AnthropicErrorBody>(429);
            routes.MapPost(prefix + MessageEndpoints.Route + "/count_tokens", (HttpContext context, MessageEndpoints endpoints) => endpoints.CountAsync(context))
                .WithMetadata(errors).WithTags(Tag).WithSummary("Count a conversation's tokens")
                .Accepts<MessagesRequest>("application/json").Produces<TokenCount>().Produces<AnthropicErrorBody>(400);
        }
    }
}
