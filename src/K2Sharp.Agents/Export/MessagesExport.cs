using System.Text.Json;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Upstream;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Export;

/// <summary>
/// OpenAI's messages with <c>reasoning_content</c>, one run a line, as the trainer reads them: the conversation as it ended, rewound turns
/// left out, nothing hidden.
/// </summary>
internal sealed class MessagesExport : IRunExport
{
    public string Name => "messages";

    public void Write(string run, IReadOnlyList<JournalRecord> records, Stream output)
    {
        RunState state = RunState.Of(records);
        using Utf8JsonWriter json = ExportJson.Writer(output, isIndented: false);
        json.WriteStartObject();
        json.WriteString("run_id", run);
        json.WriteString("status", (state.End?.Status ?? AgentStatus.Open).ToString().ToLowerInvariant());
        json.WriteStartArray("messages");
        foreach (ChatMessage message in Transcript.Build(state, showsHidden: true))
        {
            RequestJson.Write(json, message);
        }

        json.WriteEndArray();
        json.WritePropertyName("tools");
        json.WriteTools(state.Start);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }
}
