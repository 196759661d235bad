using K2Sharp.Extensions.AI;
using K2Sharp.Inference;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Responses.Input;

namespace K2Sharp.Server.Responses;

/// <summary>Says what is wrong with a request in the fields of this API; below, they are called as in a chat.</summary>
internal static class ResponseErrors
{
    private static readonly (string Chat, string Response)[] s_fields =
    [
        ("response_format.json_schema", "text.format"), ("response_format", "text.format"),
        ("tool_choice.function.name", "tool_choice.name"), ("max_tokens", "max_output_tokens"), ("messages", "input"),
    ];

    /// <summary>The same error with the fields of this API.</summary>
    public static ApiException Of(K2RequestException exception) => exception.Field is { } field
        ? ApiException.Invalid(Translate(field), exception.Message[(field.Length + 2)..])
        : ApiException.Invalid(null, exception.Message);

    /// <summary>The same error with the fields of this API.</summary>
    public static ApiException Of(ContextLengthException exception) => new(ErrorMapping.Map(exception, string.Empty) with { Param = "input" });

    private static string Translate(string field)
    {
        foreach ((string chat, string response) in s_fields)
        {
            if (field.StartsWith(chat, StringComparison.Ordinal))
            {
                return response + field[chat.Length..];
            }
        }

        return ResponseTools.Flat(field);
    }
}
