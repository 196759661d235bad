using System.Reflection;
using K2Sharp.Extensions.AI;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Generation;
using K2Sharp.Server.OpenAI.Chat;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ModelContextProtocol.Protocol;

namespace K2Sharp.Server.Mcp;

/// <summary>A server of the Model Context Protocol, with the official SDK: over HTTP beside the other APIs, or over the streams of a process.</summary>
internal static class McpSetup
{
    /// <summary>Adds the tools to an API; see <see cref="K2ServerOptions.ServesMcp"/>.</summary>
    public static void AddMcpOverHttp(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();

        // Without sessions: every request has the key of its own, and nothing is left behind by clients that go away.
        services.AddTools().WithHttpTransport(options => options.Stateless = true);
    }

    /// <summary>Adds a model and the tools, for a client at the other end of two streams.</summary>
    public static IServiceCollection AddMcpOverStreams(this IServiceCollection services, Action<K2Options> model, Stream input, Stream output)
    {
        services.AddK2(model);
        services.AddOptions<K2ServerOptions>().BindConfiguration(K2ServerOptions.Section);
        services.TryAddSingleton<IRequestAccounting, OpenAccounting>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<ChatRunner>();
        services.AddSingleton<ChatCompletionMapper>();
        services.AddTools().WithStreamServerTransport(input, output);
        return services;
    }

    public static void MapMcp(this IEndpointRouteBuilder routes) => McpEndpointRouteBuilderExtensions.MapMcp(routes, McpChat.Route);

    private static IMcpServerBuilder AddTools(this IServiceCollection services)
    {
        services.AddTransient<McpChat>();
        return services.AddMcpServer(options => options.ServerInfo = new Implementation
        {
            Name = "k2",
            Title = "Kimi K2 on K2Sharp",
            Version = typeof(McpSetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
        }).WithTools<McpTools>();
    }
}
