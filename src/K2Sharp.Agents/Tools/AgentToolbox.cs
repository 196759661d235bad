using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Tools;

/// <summary>The tools of a run, in the order in which they are declared.</summary>
public sealed class AgentToolbox
{
    private static readonly SearchValues<char> s_nameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<string, IAgentTool> _byName = new(StringComparer.Ordinal);

    /// <summary>A toolbox of these tools.</summary>
    /// <exception cref="ArgumentException">Two have the same name, or a name has characters that K2's markup cannot carry.</exception>
    public AgentToolbox(IEnumerable<IAgentTool> tools)
    {
        ArgumentNullException.ThrowIfNull(tools);
        Tools = [.. tools];
        foreach (IAgentTool tool in Tools)
        {
            if (tool.Name.Length is 0 or > 128 || tool.Name.AsSpan().ContainsAnyExcept(s_nameCharacters))
            {
                throw new ArgumentException($"a tool's name must be 1 to 128 letters, digits, _ or -, not \"{tool.Name}\"");
            }

            if (!_byName.TryAdd(tool.Name, tool))
            {
                throw new ArgumentException($"two tools are named {tool.Name}: rename one");
            }
        }

        // One list for the whole run: the same tools, in the same order, are in every request.
        Declarations = [.. Tools.Select(tool => (AITool)AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Parameters))];
    }

    /// <summary>No tools at all.</summary>
    public static AgentToolbox Empty { get; } = new([]);

    /// <summary>The tools.</summary>
    public IReadOnlyList<IAgentTool> Tools { get; }

    /// <summary>The tools as requests carry them.</summary>
    public IReadOnlyList<AITool> Declarations { get; }

    /// <summary>The tool of a name; null for none.</summary>
    public IAgentTool? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Each tool's declaration as JSON in OpenAI's form.</summary>
    public IReadOnlyList<string> ToJson() => [.. Tools.Select(Json)];

    /// <summary>The name in a declaration of <see cref="ToJson"/>.</summary>
    internal static string NameIn(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("function").GetProperty("name").GetString()!;
    }

    private static string Json(IAgentTool tool)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name);
            json.WriteString("description", tool.Description);
            json.WritePropertyName("parameters");
            tool.Parameters.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
