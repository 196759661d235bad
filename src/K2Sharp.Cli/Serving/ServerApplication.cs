using K2Sharp.Extensions.AI;
using K2Sharp.Extensions.AI.Hosting;
using K2Sharp.Server;
using K2Sharp.Server.Lifetime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace K2Sharp.Cli.Serving;

/// <summary>The application that <c>k2 serve</c> runs.</summary>
internal static class ServerApplication
{
    public static WebApplication Build(ServeSettings settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "k2" });
        builder.Configuration.AddInMemoryCollection(settings.Operations);
        builder.Logging.AddK2Logging(settings.IsLogJson || builder.Configuration.GetValue<bool>($"{OperationsOptions.Section}:{nameof(OperationsOptions.LogJson)}"));
        builder.Services.AddK2Server(
            options =>
            {
                options.LoadsInBackground = true;
                settings.Configure(options);
            },
            options =>
            {
                options.ModelNames = settings.Names.Count > 0 ? [.. settings.Names] : options.ModelNames;
                options.ShowsDocs = settings.ShowsDocs && options.ShowsDocs;
                options.ServesMcp = settings.ServesMcp || options.ServesMcp;
            });
        builder.Services.AddK2Operations();

        // After the operations, whose rule on where one may listen looks at endpoints as they are added.
        Listen(builder, settings.Listen);
        WebApplication app = builder.Build();

        // Adds the endpoint now, so that one that may not be is refused before a terabyte of weights is looked at.
        _ = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        app.MapK2();
        return app;
    }

    /// <summary>Waits until the model is there and has made a token.</summary>
    /// <returns>False when the application was told to end before that.</returns>
    public static async Task<bool> LoadedAsync(WebApplication app)
    {
        Task loaded = app.Services.GetRequiredService<K2Readiness>().Loaded;
        try
        {
            await loaded.WaitAsync(app.Lifetime.ApplicationStopping);
            return true;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested && !loaded.IsFaulted)
        {
            return false;
        }
    }

    /// <summary>Where the started application listens.</summary>
    public static string Address(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

    private static void Listen(WebApplicationBuilder builder, ListenSettings listen) => builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;

        // Endpoints of the configuration (TLS, say) stand alone, unless the command line names one of its own.
        if (listen.IsGiven || !builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
        {
            kestrel.Listen(listen.Address, listen.Port);
        }
    });
}
