using K2Sharp.Agents.Tools;
using Orleans;

namespace K2Sharp.Agents.Orleans.Activities;

/// <summary>What a silo says to a call.</summary>
[GenerateSerializer]
[Immutable]
[Alias("k2.answer")]
internal sealed record ToolAnswer
{
    public static ToolAnswer Busy { get; } = new() { State = ToolAnswerState.Busy };

    public static ToolAnswer Unknown { get; } = new() { State = ToolAnswerState.Unknown };

    public static ToolAnswer Outdated { get; } = new() { State = ToolAnswerState.Outdated };

    [Id(0)]
    public required ToolAnswerState State { get; init; }

    [Id(1)]
    public string Text { get; init; } = string.Empty;

    [Id(2)]
    public bool IsError { get; init; }

    [Id(3)]
    public bool IsAnswer { get; init; }

    public static ToolAnswer Of(ToolOutput output) => new() { State = ToolAnswerState.Done, Text = output.Text, IsError = output.IsError, IsAnswer = output.IsAnswer };

    public ToolOutput ToOutput() => new(Text) { IsError = IsError, IsAnswer = IsAnswer };
}
