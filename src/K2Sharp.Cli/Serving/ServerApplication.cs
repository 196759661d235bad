using K2Sharp.Extensions.AI;
using K2Sharp.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Cli.Serving;

/// <summary>The application that <c>k2 serve</c> runs.</summary>
internal static class ServerApplication
{
    // Beside the drain, Kestrel closes its connections.
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(5);

    public static WebApplication Build(ServeSettings settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "k2" });
        AddLogging(builder.Logging);
        Listen(builder, settings.Listen);
        builder.Services.AddK2Server(
            options =>
            {
                options.ModelPath = settings.ModelPath;
                options.Kernels = settings.Model.Kernels ?? options.Kernels;
                options.Threads = settings.Model.Threads ?? options.Threads;
                options.LatentNormEps = settings.Model.LatentNormEps;
                settings.Configure(options);
            },
            options =>
            {
                options.ModelNames = settings.Names.Count > 0 ? [.. settings.Names] : options.ModelNames;
                options.ShowsDocs = settings.ShowsDocs && options.ShowsDocs;
            });
        builder.Services.AddOptions<HostOptions>().Configure<Microsoft.Extensions.Options.IOptions<K2Options>>(
            (host, model) => host.ShutdownTimeout = model.Value.DrainTimeout + s_closing);
        WebApplication app = builder.Build();
        app.MapK2();
        return app;
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

    private static void AddLogging(ILoggingBuilder logging)
    {
        // Standard output holds one line only: the address.
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Microsoft", LogLevel.Warning);
    }
}
