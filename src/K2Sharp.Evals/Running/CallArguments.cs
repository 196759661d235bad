using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Agents.Loop;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Running;

/// <summary>The arguments of calls as JSON.</summary>
internal static class CallArguments
{
    private static readonly JsonSerializerOptions s_options = new(AIJsonUtilities.DefaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = false };

    /// <summary>The arguments as an object; an empty one where the call has none. Values keep the way in which they were written.</summary>
    public static JsonElement Element(FunctionCallContent call) => JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(), s_options);

    /// <summary>The arguments as text, as the model wrote them where the client keeps that.</summary>
    public static string Text(FunctionCallContent call) => ModelCaller.Arguments(call);

    /// <summary>An argument that is text, or null.</summary>
    public static string? String(FunctionCallContent call, string name) =>
        Element(call).TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
