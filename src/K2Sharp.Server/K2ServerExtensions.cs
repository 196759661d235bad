using K2Sharp.Extensions.AI;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Anthropic;
using K2Sharp.Server.Docs;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Generation;
using K2Sharp.Server.Lifetime;
using K2Sharp.Server.Mcp;
using K2Sharp.Server.Moonshot;
using K2Sharp.Server.OpenAI;
using K2Sharp.Server.Responses;
using K2Sharp.Server.Tokens;
using K2Sharp.Server.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server;

/// <summary>Serves a model from an ASP.NET Core application: <c>AddK2Server</c> on its services and <c>MapK2</c> on the application.</summary>
public static class K2ServerExtensions
{
    /// <summary>Adds the model (see <see cref="K2ServiceCollectionExtensions.AddK2"/>) and the API.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="model">Sets the model's options in code, after the configuration.</param>
    /// <param name="server">Sets the API's options in code, after the configuration.</param>
    public static IServiceCollection AddK2Server(this IServiceCollection services, Action<K2Options>? model = null, Action<K2ServerOptions>? server = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddK2(model);
        services.AddOptions<K2ServerOptions>().BindConfiguration(K2ServerOptions.Section).Configure(options => server?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<K2ServerOptions>, K2ServerOptionsValidator>());
        services.AddAccounting();
        services.AddWire();
        services.AddOpenAI();
        services.AddResponses();
        services.AddAnthropic();
        services.AddSingleton<MoonshotEndpoints>();
        services.AddSingleton<TokenEndpoints>();
        services.AddDocs();
        services.AddMcpOverHttp();
        return services;
    }

    /// <summary>Maps the whole API. Call it before middleware of your own that should see only what the API does not answer.</summary>
    public static WebApplication MapK2(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<ErrorMiddleware>();
        if (app.Services.GetService<ServerState>() is not null)
        {
            app.UseK2Operations();
            app.MapK2Operations();
        }

        app.MapOpenAI();
        app.MapResponses();
        app.MapAnthropic();
        app.MapMoonshot();
        app.MapTokens();
        K2ServerOptions options = app.Services.GetRequiredService<IOptions<K2ServerOptions>>().Value;
        if (options.ServesMcp)
        {
            app.MapMcp();
        }

        if (options.ShowsDocs)
        {
            app.MapDocs();
        }

        return app;
    }

    private static void AddAccounting(this IServiceCollection services)
    {
        services.TryAddSingleton<IRequestAccounting, OpenAccounting>();
        services.TryAddSingleton<IBalanceSource, OpenAccounting>();
    }

    private static void AddWire(this IServiceCollection services)
    {
        services.AddSingleton<RequestReader>();
        services.AddSingleton<EventStream>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<ChatRunner>();
    }
}
