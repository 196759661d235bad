using System.Text.Json;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Upstream;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Export;

/// <summary>SWE-agent's trajectory: one item per turn, the messages as history, the end in info.</summary>
internal sealed class SweAgentExport : IRunExport
{
    public string Name => "swe-agent";

    public void Write(string run, IReadOnlyList<JournalRecord> records, Stream output)
    {
        RunState state = RunState.Of(records);
        Dictionary<string, CallFinished> results = records.Select(record => record.Entry).OfType<CallFinished>().ToDictionary(result => result.Key, StringComparer.Ordinal);
        using Utf8JsonWriter json = ExportJson.Writer(output, isIndented: true);
        json.WriteStartObject();
        json.WriteStartArray("trajectory");
        foreach (TurnTaken turn in records.Select(record => record.Entry).OfType<TurnTaken>())
        {
            json.WriteStartObject();
            json.WriteString("response", turn.Content);
            json.WriteString("thought", turn.Reasoning);
            json.WriteString("action", string.Join('\n', turn.Calls.Select(call => $"{call.Name} {call.Arguments}")));
            json.WriteString("observation", string.Join('\n', turn.Calls.Select(call => results.GetValueOrDefault(call.Key)?.Content ?? string.Empty)));
            json.WriteStartObject("state");
            json.WriteNumber("step", turn.Step);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("history");
        foreach (ChatMessage message in Transcript.Build(state, showsHidden: true))
        {
            RequestJson.Write(json, message);
        }

        json.WriteEndArray();
        json.WriteStartObject("info");
        json.WriteString("exit_status", (state.End?.Status ?? AgentStatus.Open).ToString().ToLowerInvariant());
        json.WriteString("submission", state.End?.Answer ?? string.Empty);
        json.WriteStartObject("model_stats");
        json.WriteNumber("instance_cost", state.Cost);
        json.WriteNumber("tokens_sent", state.Usage.Input);
        json.WriteNumber("tokens_received", state.Usage.Output);
        json.WriteNumber("api_calls", state.Steps);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("environment", "k2sharp");
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }
}
