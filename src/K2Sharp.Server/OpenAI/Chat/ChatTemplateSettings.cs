using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>Variables of the template, as vLLM and SGLang take them.</summary>
internal sealed class ChatTemplateSettings
{
    /// <summary>False to answer without thinking.</summary>
    [JsonPropertyName("thinking")]
    public bool? Thinking { get; init; }
}
