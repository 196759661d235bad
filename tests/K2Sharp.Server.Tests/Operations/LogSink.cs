using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Server.Tests.Operations;

/// <summary>Everything that was logged, at every level and of every category, with the values of all fields.</summary>
internal sealed class LogSink : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string fields = state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values.Select(value => $"{value.Key}={value.Value}")) : string.Empty;
        _lines.Enqueue($"{logLevel} {formatter(state, exception)} {fields} {exception}");
    }

    public void Dispose()
    {
    }
}
