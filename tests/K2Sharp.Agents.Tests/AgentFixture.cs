using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Tests;

/// <summary>A journal in a folder of its own, a clock that does not wait, and what happened.</summary>
internal sealed class AgentFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AgentFixture() => Journal = AgentJournal.Open(_folder["journal.db"], Clock);

    public SkippingClock Clock { get; } = new();

    public AgentJournal Journal { get; }

    public List<AgentEvent> Events { get; } = [];

    public TemporaryFolder Folder => _folder;

    public AgentRunner Runner(IChatClient model, IEnumerable<IAgentTool> tools, AgentOptions? options = null, Func<AgentServices, AgentServices>? with = null)
    {
        var services = new AgentServices { Clock = Clock, Events = Add };
        return new AgentRunner(model, new AgentToolbox(tools), Journal, options, with?.Invoke(services) ?? services);
    }

    public Task<AgentResult> RunAsync(IChatClient model, IEnumerable<IAgentTool> tools, AgentOptions? options = null, string task = "do it")
        => Runner(model, tools, options).RunAsync(task, null, TestContext.Current.CancellationToken);

    /// <summary>A run's entries, without what differs from run to run.</summary>
    public IReadOnlyList<string> Entries(string run) => [.. Journal.Read(run).Select(record => JournalJson.Write(WithoutTime(record.Entry)))];

    public static JournalEntry WithoutTime(JournalEntry entry) => entry is CallFinished finished ? finished with { Milliseconds = 0 } : entry;

    public void Dispose()
    {
        Journal.Dispose();
        _folder.Dispose();
    }

    private void Add(AgentEvent item)
    {
        lock (Events)
        {
            Events.Add(item);
        }
    }
}
