using System.Text.Json;

namespace K2Sharp.Agents.Tools.Mcp;

/// <summary>Reads a configuration in the usual shape: <c>{"mcpServers":{"name":{"command":..,"args":[..],"env":{..}} or {"url":..,"headers":{..}}}}</c>.</summary>
public static class McpConfigFile
{
    private static readonly JsonDocumentOptions s_lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The servers of a file, in its order.</summary>
    /// <exception cref="ArgumentException">The file is not such a configuration.</exception>
    public static IReadOnlyList<McpServerConfig> Load(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>The servers of a text, in its order.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="source">Where it is from, for messages.</param>
    /// <exception cref="ArgumentException">The text is not such a configuration.</exception>
    public static IReadOnlyList<McpServerConfig> Parse(string text, string source = "the configuration")
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, s_lenient);
            return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("mcpServers", out JsonElement servers) && servers.ValueKind is JsonValueKind.Object
                ? [.. servers.EnumerateObject().Select(server => Read(server, source))]
                : throw new ArgumentException($"{source}: an object \"mcpServers\" is needed");
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"{source}: not valid JSON: {exception.Message}", exception);
        }
    }

    private static McpServerConfig Read(JsonProperty server, string source)
    {
        if (server.Value.ValueKind is not JsonValueKind.Object)
        {
            throw new ArgumentException($"{source}: mcpServers.{server.Name} must be an object");
        }

        string? command = Text(server, "command", source);
        string? url = Text(server, "url", source);
        if (command is null == url is null)
        {
            throw new ArgumentException($"{source}: mcpServers.{server.Name} needs either \"command\" or \"url\"");
        }

        Uri? address = null;
        if (url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out address) || address.Scheme is not ("http" or "https")))
        {
            throw new ArgumentException($"{source}: mcpServers.{server.Name}.url must be an http or https address");
        }

        return new McpServerConfig
        {
            Name = server.Name,
            Command = command,
            Arguments = [.. Items(server, "args", JsonValueKind.Array, source).Select(item => Value(server, "args", item.Value, source))],
            Environment = Items(server, "env", JsonValueKind.Object, source).ToDictionary(item => item.Key, item => (string?)Value(server, "env", item.Value, source), StringComparer.Ordinal),
            WorkingDirectory = Text(server, "cwd", source),
            Url = address,
            Headers = Items(server, "headers", JsonValueKind.Object, source).ToDictionary(item => item.Key, item => Value(server, "headers", item.Value, source), StringComparer.Ordinal),
        };
    }

    private static string? Text(JsonProperty server, string name, string source) => server.Value.TryGetProperty(name, out JsonElement value)
        ? Value(server, name, value, source)
        : null;

    private static string Value(JsonProperty server, string name, JsonElement value, string source) => value.ValueKind is JsonValueKind.String
        ? value.GetString()!
        : throw new ArgumentException($"{source}: mcpServers.{server.Name}.{name} must hold text");

    private static IEnumerable<(string Key, JsonElement Value)> Items(JsonProperty server, string name, JsonValueKind kind, string source)
    {
        if (!server.Value.TryGetProperty(name, out JsonElement value))
        {
            return [];
        }

        return value.ValueKind != kind ? throw new ArgumentException($"{source}: mcpServers.{server.Name}.{name} must be an {kind.ToString().ToLowerInvariant()}")
            : kind is JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => (string.Empty, item))]
            : [.. value.EnumerateObject().Select(item => (item.Name, item.Value))];
    }
}
