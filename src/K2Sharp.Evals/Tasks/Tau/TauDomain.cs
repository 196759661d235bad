using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>A world of a tau2 domain: its database and what its functions do to it.</summary>
/// <param name="database">The agent's side; changed by calls.</param>
internal abstract class TauDomain(JsonObject database)
{
    /// <summary>The agent's database.</summary>
    public JsonObject Database => database;

    /// <summary>The user's own state, such as a phone.</summary>
    public JsonObject UserDatabase { get; } = [];

    /// <summary>The agent's tools.</summary>
    public abstract IReadOnlyList<AIFunctionDeclaration> AgentTools { get; }

    /// <summary>The user's tools.</summary>
    public virtual IReadOnlyList<AIFunctionDeclaration> UserTools => [];

    /// <summary>Runs a function of the agent, of the user or of the task's set-up.</summary>
    /// <returns>The result as text; errors begin with "Error: ".</returns>
    public string Call(string name, JsonObject arguments)
    {
        try
        {
            return Run(name, arguments);
        }
        catch (TauException exception)
        {
            return "Error: " + exception.Message;
        }
    }

    /// <summary>Whether an assertion on the state holds.</summary>
    /// <exception cref="TauException">The assertion is not known.</exception>
    public abstract bool Holds(string assertion, JsonObject arguments);

    /// <exception cref="TauException">The call cannot be done.</exception>
    protected abstract string Run(string name, JsonObject arguments);

    /// <summary>An argument that is text.</summary>
    /// <exception cref="TauException">It is absent or no text.</exception>
    protected static string Text(JsonObject arguments, string name) =>
        arguments[name] is JsonValue value && value.TryGetValue(out string? text) ? text : throw new TauException($"{name} is missing");
}
