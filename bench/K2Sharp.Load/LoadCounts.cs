using System.Collections.Concurrent;
using System.Text.Json;

namespace K2Sharp.Load;

/// <summary>What all clients have seen.</summary>
internal sealed class LoadCounts
{
    private const int MostProblems = 50;
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<CompletedRequest> _completed = new();
    private readonly ConcurrentQueue<string> _problems = new();

    /// <summary>Counts by name: requests by behaviour, responses by status, broken connections.</summary>
    public IReadOnlyDictionary<string, int> Numbers => _numbers;

    /// <summary>The answers that came to their end.</summary>
    public IReadOnlyCollection<CompletedRequest> Completed => _completed;

    /// <summary>What must not be.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>A client begins something.</summary>
    public void Begin(Behaviour behaviour) => Add($"request {behaviour}");

    /// <summary>The server closed a connection.</summary>
    public void Broken(Behaviour behaviour)
    {
        Add($"broken {behaviour}");
        if (behaviour is Behaviour.Whole or Behaviour.Stream or Behaviour.SlowReader)
        {
            Problem($"{behaviour}: the connection broke although its client did nothing wrong");
        }
    }

    /// <summary>A client is done.</summary>
    public void End(Behaviour behaviour, Exchange exchange)
    {
        Add(exchange.Status == 0 ? $"no response {behaviour}" : $"status {exchange.Status}");
        bool isWellBehaved = behaviour is Behaviour.Whole or Behaviour.Stream or Behaviour.SlowReader;

        // 505 is Kestrel's right answer to a version of HTTP that does not exist.
        if (isWellBehaved ? exchange.Status is not (200 or 429) : exchange.Status is >= 500 and not 505)
        {
            Problem($"{behaviour}: status {exchange.Status}: {exchange.Body}");
        }
        else if (isWellBehaved && !exchange.IsWhole)
        {
            Problem($"{behaviour}: the answer {exchange.RequestId} was cut");
        }

        if (exchange is { Status: 200, IsWhole: true, RequestId: { } id } && Usage(exchange.Body) is { } usage)
        {
            _completed.Enqueue(new CompletedRequest(id, usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32()));
        }
    }

    /// <summary>Something must not be.</summary>
    public void Problem(string problem)
    {
        Add("problems");
        if (_problems.Count < MostProblems)
        {
            _problems.Enqueue(problem);
        }
    }

    /// <summary>The usage of a whole answer, or of a stream that was closed with [DONE].</summary>
    private static JsonElement? Usage(string body)
    {
        if (!body.StartsWith("data:", StringComparison.Ordinal) && !body.StartsWith(':'))
        {
            return JsonDocument.Parse(body).RootElement.TryGetProperty("usage", out JsonElement whole) ? whole : null;
        }

        string[] events = [.. body.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..].Trim())];
        if (events is [] || events[^1] != "[DONE]")
        {
            return null;
        }

        return events.SkipLast(1)
            .Select(text => JsonDocument.Parse(text).RootElement)
            .Where(chunk => chunk.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object)
            .Select(chunk => (JsonElement?)chunk.GetProperty("usage"))
            .LastOrDefault();
    }

    private void Add(string name) => _numbers.AddOrUpdate(name, 1, (_, count) => count + 1);
}
