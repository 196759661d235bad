using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace K2Sharp.Server.Lifetime;

/// <summary>Where log lines go and which there are.</summary>
internal static class LogSetup
{
    private const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>
    /// Writes to standard error, a line each, as text or as JSON. Lines of the framework begin at warnings: below, Kestrel and the host write
    /// addresses and headers as they came, where a key may stand.
    /// </summary>
    public static ILoggingBuilder AddK2Logging(this ILoggingBuilder logging, bool isJson)
    {
        logging.ClearProviders();
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);

        // Its scope puts the address of the request, as it came, on every line.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        return isJson
            ? logging.AddJsonConsole(options =>
            {
                options.IncludeScopes = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = Time;
            })
            : logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = Time + " ";
                options.ColorBehavior = LoggerColorBehavior.Disabled;
            });
    }
}
