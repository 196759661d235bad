using System.Globalization;
using System.Text.Json;
using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Export;

/// <summary>Harbor's Agent Trajectory Interchange Format, version 1.6. Every turn is there, also those that were rewound.</summary>
internal sealed class AtifExport : IRunExport
{
    private const string Version = "ATIF-v1.6";

    public string Name => "atif";

    public void Write(string run, IReadOnlyList<JournalRecord> records, Stream output)
    {
        RunStarted start = records.Select(record => record.Entry).OfType<RunStarted>().First();
        Dictionary<string, CallFinished> results = records.Select(record => record.Entry).OfType<CallFinished>().ToDictionary(result => result.Key, StringComparer.Ordinal);
        using Utf8JsonWriter json = ExportJson.Writer(output, isIndented: true);
        json.WriteStartObject();
        json.WriteString("schema_version", Version);
        json.WriteString("session_id", run);
        json.WriteStartObject("agent");
        json.WriteString("name", "k2sharp");
        json.WriteString("version", typeof(AtifExport).Assembly.GetName().Version?.ToString(3) ?? "0");
        json.WriteOptional("model_name", start.Model);
        json.WritePropertyName("tool_definitions");
        json.WriteTools(start);
        json.WriteEndObject();
        json.WriteStartArray("steps");
        int steps = 0;
        DateTimeOffset begin = records[0].At;
        if (start.System is not null)
        {
            Message(json, ++steps, begin, "system", start.System, null);
        }

        Message(json, ++steps, begin, "user", start.Task, null);
        foreach (JournalRecord record in records)
        {
            switch (record.Entry)
            {
                case TurnTaken turn:
                    Turn(json, ++steps, record.At, start, turn, results);
                    break;
                case NoticeGiven notice:
                    Message(json, ++steps, record.At, "user", notice.Text, $"notice: {notice.Reason.ToString().ToLowerInvariant()}");
                    break;
                case ResultsHidden hidden:
                    Message(json, ++steps, record.At, "system", $"{hidden.Keys.Count} old tool results hidden", "context");
                    break;
                case HistorySummarized summary:
                    Message(json, ++steps, record.At, "system", summary.Text, "summary");
                    break;
                case Rewound rewound:
                    Message(json, ++steps, record.At, "system", $"rewound to step {rewound.ToStep}: {rewound.Reason}", "rewound");
                    break;
                default:
                    break;
            }
        }

        json.WriteEndArray();
        Totals(json, records, steps);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void Message(Utf8JsonWriter json, int step, DateTimeOffset at, string source, string text, string? kind)
    {
        Begin(json, step, at, source);
        json.WriteString("message", text);
        if (kind is not null)
        {
            json.WriteStartObject("extra");
            json.WriteString("kind", kind);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Turn(Utf8JsonWriter json, int step, DateTimeOffset at, RunStarted start, TurnTaken turn, Dictionary<string, CallFinished> results)
    {
        Begin(json, step, at, "agent");
        json.WriteOptional("model_name", start.Model);
        json.WriteString("message", turn.Content);
        json.WriteOptional("reasoning_content", turn.Reasoning);
        if (turn.Calls.Count > 0)
        {
            json.WriteStartArray("tool_calls");
            foreach (RecordedCall call in turn.Calls)
            {
                json.WriteStartObject();
                json.WriteString("tool_call_id", call.Id);
                json.WriteString("function_name", call.Name);
                json.WritePropertyName("arguments");
                json.WriteArguments(call);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("observation");
            json.WriteStartArray("results");
            foreach (RecordedCall call in turn.Calls.Where(call => results.ContainsKey(call.Key)))
            {
                json.WriteStartObject();
                json.WriteString("source_call_id", call.Id);
                json.WriteString("content", results[call.Key].Content);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteStartObject("metrics");
        json.WriteNumber("prompt_tokens", turn.Usage.Input);
        json.WriteNumber("completion_tokens", turn.Usage.Output);
        json.WriteNumber("cached_tokens", turn.Usage.Cached);
        json.WriteNumber("cost_usd", turn.Cost);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Totals(Utf8JsonWriter json, IReadOnlyList<JournalRecord> records, int steps)
    {
        TurnTaken[] turns = [.. records.Select(record => record.Entry).OfType<TurnTaken>()];
        json.WriteStartObject("final_metrics");
        json.WriteNumber("total_prompt_tokens", turns.Sum(turn => turn.Usage.Input));
        json.WriteNumber("total_completion_tokens", turns.Sum(turn => turn.Usage.Output));
        json.WriteNumber("total_cached_tokens", turns.Sum(turn => turn.Usage.Cached));
        json.WriteNumber("total_cost_usd", turns.Sum(turn => turn.Cost));
        json.WriteNumber("total_steps", steps);
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, int step, DateTimeOffset at, string source)
    {
        json.WriteStartObject();
        json.WriteNumber("step_id", step);
        json.WriteString("timestamp", at.ToString("O", CultureInfo.InvariantCulture));
        json.WriteString("source", source);
    }
}
