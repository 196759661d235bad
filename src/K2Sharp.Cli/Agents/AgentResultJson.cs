using System.Text.Json;
using K2Sharp.Agents.Heavy;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;

namespace K2Sharp.Cli.Agents;

/// <summary>A run's result as one JSON object.</summary>
internal static class AgentResultJson
{
    public static void Write(Utf8JsonWriter json, AgentResult result, HeavyResult? heavy)
    {
        AgentResult[] all = heavy is null ? [result] : [result, .. heavy.Attempts];
        json.WriteStartObject();
        json.WriteString("run_id", result.Run);
        json.WriteString("status", Status(result.Status));
        json.WriteString("reason", result.Reason);
        json.WriteNumber("steps", all.Sum(it => it.Steps));
        json.WriteNumber("tool_calls", all.Sum(it => it.ToolCalls));
        json.WriteString("answer", result.Answer);
        TurnUsage usage = all.Select(it => it.Usage).Aggregate((a, b) => a.Plus(b));
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", usage.Input);
        json.WriteNumber("cached_tokens", usage.Cached);
        json.WriteNumber("completion_tokens", usage.Output);
        json.WriteNumber("reasoning_tokens", usage.Reasoning);
        json.WriteEndObject();
        json.WriteNumber("cost", all.Sum(it => it.Cost));
        json.WriteNumber("seconds", Math.Round(all.Sum(it => it.Time.TotalSeconds), 3));
        if (heavy is not null)
        {
            json.WriteStartArray("attempts");
            foreach (AgentResult attempt in heavy.Attempts)
            {
                json.WriteStartObject();
                json.WriteString("run_id", attempt.Run);
                json.WriteString("status", Status(attempt.Status));
                json.WriteString("answer", attempt.Answer);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static string Status(AgentStatus status) => status.ToString().ToLowerInvariant();
}
