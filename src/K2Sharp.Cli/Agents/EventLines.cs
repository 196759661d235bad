using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Agents;

/// <summary>Entries of the journal as JSON lines on standard output, as they are written.</summary>
internal sealed class EventLines(CliHost host)
{
    private readonly Lock _gate = new();

    public void Add(AgentEvent item)
    {
        if (item is not EntryWritten entry)
        {
            return;
        }

        lock (_gate)
        {
            JsonOutput.WriteLine(host, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("number", entry.Record.Number);
                json.WriteString("at", entry.Record.At);
                json.WritePropertyName("entry");
                json.WriteRawValue(JournalJson.Write(entry.Record.Entry));
                json.WriteEndObject();
            });
        }
    }
}
