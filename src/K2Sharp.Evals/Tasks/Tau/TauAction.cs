using System.Text.Json.Nodes;

namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>A call of a tau2 task: an expected one, one that sets the scene, or an assertion.</summary>
/// <param name="Name">The function.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record TauAction(string Name, JsonObject Arguments)
{
    /// <summary>Whether it is one of the user's functions rather than the agent's.</summary>
    public bool IsUsers { get; init; }

    /// <summary>What an assertion must give.</summary>
    public bool Wanted { get; init; } = true;

    /// <summary>The arguments that are compared when calls are; null for all.</summary>
    public IReadOnlyList<string>? Compared { get; init; }

    /// <summary>Whether a call is this one.</summary>
    public bool IsSame(string name, JsonObject arguments)
    {
        if (name != Name)
        {
            return false;
        }

        IEnumerable<string> compared = Compared ?? Arguments.Select(argument => argument.Key).Concat(arguments.Select(argument => argument.Key));
        return compared.All(argument => JsonNode.DeepEquals(Arguments[argument], arguments[argument]));
    }
}
