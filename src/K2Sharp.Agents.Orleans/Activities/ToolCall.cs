using System.Text.Json;
using K2Sharp.Agents.Tools;
using Orleans;

namespace K2Sharp.Agents.Orleans.Activities;

/// <summary>A call on its way to a silo.</summary>
[GenerateSerializer]
[Immutable]
[Alias("k2.call")]
internal sealed record ToolCall
{
    [Id(0)]
    public required string Run { get; init; }

    [Id(1)]
    public required string Tool { get; init; }

    [Id(2)]
    public required string Key { get; init; }

    [Id(3)]
    public required string CallId { get; init; }

    /// <summary>The arguments as JSON.</summary>
    [Id(4)]
    public required string Arguments { get; init; }

    /// <summary>The epoch of the run's writer that asks.</summary>
    [Id(5)]
    public required long Epoch { get; init; }

    public static ToolCall Of(string tool, ToolInvocation invocation, long epoch) => new()
    {
        Run = invocation.Run,
        Tool = tool,
        Key = invocation.Key,
        CallId = invocation.Id,
        Arguments = invocation.Arguments.GetRawText(),
        Epoch = epoch,
    };

    public ToolInvocation ToInvocation()
    {
        using JsonDocument document = JsonDocument.Parse(Arguments);
        return new ToolInvocation(Run, Key, CallId, document.RootElement.Clone());
    }
}
