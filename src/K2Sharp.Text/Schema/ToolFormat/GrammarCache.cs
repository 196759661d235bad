using System.Diagnostics;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>Keeps the grammars that were used last: agents send the same tools with every request. May be used by several threads.</summary>
internal sealed class GrammarCache(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, ITextGrammar Grammar)>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, ITextGrammar Grammar)> _order = [];

    /// <summary>The grammar of a key, made where it is not there yet. Two threads may make one at the same time; then the first stays.</summary>
    public ITextGrammar Get(string key, Func<ITextGrammar> make)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<(string Key, ITextGrammar Grammar)>? found))
            {
                _order.Remove(found);
                _order.AddFirst(found);
                return found.Value.Grammar;
            }
        }

        ITextGrammar grammar = Measure(make);
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<(string Key, ITextGrammar Grammar)>? other))
            {
                return other.Value.Grammar;
            }

            if (_entries.Count >= capacity)
            {
                _entries.Remove(_order.Last!.Value.Key);
                _order.RemoveLast();
            }

            _entries.Add(key, _order.AddFirst((key, grammar)));
            return grammar;
        }
    }

    private static ITextGrammar Measure(Func<ITextGrammar> make)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            return make();
        }
        catch (AnswerFormatException)
        {
            FormatMetrics.RefusedSchemas.Add(1);
            throw;
        }
        finally
        {
            FormatMetrics.CompileDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }
}
