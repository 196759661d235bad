using System.Text.Json;

namespace K2Sharp.Agents.Tools;

/// <summary>Checks a call's arguments against its tool's schema.</summary>
public interface IArgumentValidator
{
    /// <summary>What is wrong, in words that help the model to do better; null when the arguments fit.</summary>
    /// <param name="schema">The tool's parameters, a JSON Schema.</param>
    /// <param name="arguments">The arguments, any JSON value.</param>
    string? Check(JsonElement schema, JsonElement arguments);
}
