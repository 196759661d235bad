using System.Text.Json;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Tools;

/// <summary>A C# function, made with <see cref="AIFunctionFactory"/>, as a tool.</summary>
/// <param name="function">The function.</param>
/// <param name="effect">What a call changes.</param>
/// <param name="runsInParallel">Whether calls may run at the same time as others.</param>
public sealed class AIFunctionTool(AIFunction function, ToolEffect effect = ToolEffect.Once, bool runsInParallel = false) : IAgentTool
{
    /// <inheritdoc/>
    public string Name => function.Name;

    /// <inheritdoc/>
    public string Description => function.Description;

    /// <inheritdoc/>
    public JsonElement Parameters => function.JsonSchema;

    /// <inheritdoc/>
    public ToolEffect Effect => effect;

    /// <inheritdoc/>
    public bool RunsInParallel => runsInParallel;

    /// <inheritdoc/>
    public async Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var arguments = new AIFunctionArguments();
        foreach (JsonProperty property in invocation.Arguments.EnumerateObject())
        {
            arguments[property.Name] = property.Value;
        }

        object? result = await function.InvokeAsync(arguments, cancellation).ConfigureAwait(false);
        return result switch
        {
            ToolOutput output => output,
            null => new ToolOutput(string.Empty),
            string text => new ToolOutput(text),
            JsonElement { ValueKind: JsonValueKind.String } text => new ToolOutput(text.GetString()!),
            JsonElement json => new ToolOutput(json.GetRawText()),
            _ => new ToolOutput(JsonSerializer.Serialize(result, AIJsonUtilities.DefaultOptions.GetTypeInfo(result.GetType()))),
        };
    }
}
