using System.Globalization;

namespace K2Sharp.Training.Data.Chases;

/// <summary>Answers the calls of a chase; its state is how often each key still times out.</summary>
internal sealed class ChaseWorld(Chase chase) : IToolWorld
{
    private readonly Dictionary<string, int> _timeouts = new(chase.Timeouts, StringComparer.Ordinal);

    public string Call(ToolRequest request)
    {
        if (chase.Tool.Read(request) is not { } key)
        {
            return ChaseResults.BadCall;
        }

        if (_timeouts.TryGetValue(key, out int left) && left > 0)
        {
            _timeouts[key] = left - 1;
            return ChaseResults.Timeout;
        }

        int index = chase.IndexOf(key);
        bool isLast = index == chase.Keys.Count - 1;
        return index < 0 || (isLast && chase.LastIsMissing) ? ChaseResults.NotFound : Result(index, isLast);
    }

    private string Result(int index, bool isLast)
    {
        string next = isLast ? "\"next\":null" : $"\"next\":\"{chase.Keys[index + 1]}\"";
        if (chase.State is not null)
        {
            next += ",\"value\":" + chase.Values[index].ToString(CultureInfo.InvariantCulture);
        }

        if (chase.Memos.Count > 0)
        {
            string memo = $"\"memo\":\"{chase.Memos[index]}\"";
            next = chase.MemoFirst ? memo + "," + next : next + "," + memo;
        }

        return "{" + next + "}";
    }
}
