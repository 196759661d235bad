using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Evals.Running;

namespace K2Sharp.Evals.Grading;

/// <summary>Verdicts by the hash of what was asked: a resumed or repeated run does not pay for the same verdict again.</summary>
internal sealed class JudgeCache : IDisposable
{
    private readonly ConcurrentDictionary<string, string> _verdicts = new(StringComparer.Ordinal);
    private readonly JsonLog? _log;

    /// <param name="path">Where verdicts are kept; null keeps them in memory.</param>
    public JudgeCache(string? path = null)
    {
        if (path is null)
        {
            return;
        }

        _log = JsonLog.Open(path, out IReadOnlyList<string> lines);
        foreach (string line in lines)
        {
            if (JsonNode.Parse(line) is JsonObject entry && entry["key"] is { } key && entry["verdict"] is { } verdict)
            {
                _verdicts[key.GetValue<string>()] = verdict.GetValue<string>();
            }
        }
    }

    public string? Find(string key) => _verdicts.GetValueOrDefault(key);

    public void Add(string key, string verdict)
    {
        if (_verdicts.TryAdd(key, verdict))
        {
            _log?.Append(JsonSerializer.Serialize(new JsonObject { ["key"] = key, ["verdict"] = verdict }));
        }
    }

    public void Dispose() => _log?.Dispose();
}
