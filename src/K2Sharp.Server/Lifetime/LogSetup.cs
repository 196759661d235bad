using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace K2Sharp.Server.Lifetime;

/// <summary>Where log lines go and which there are.</summary>
internal static class LogSetup
{
    /// <summary>
    /// Writes to standard error, a line each, as text or as JSON. Lines of the framework begin at warnings: below, Kestrel and the host write
    /// addresses and headers as they came, where a key may stand.
    /// </summary>
    public static ILoggingBuilder AddK2Logging(this ILoggingBuilder logging, bool isJson)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddConsole(options =>
        {
            options.FormatterName = isJson ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
            options.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.AddJsonConsole(options =>
        {
            options.IncludeScopes = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            options.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.FormatterName = isJson ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple);
        return logging;
    }
}
