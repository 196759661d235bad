using K2Sharp.Inference;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Responses.Input;

namespace K2Sharp.Server.Responses;

/// <summary>Says what is wrong with a request in the fields of this API.</summary>
internal static class ResponseErrors
{
    public static FieldNames Fields { get; } = new(
        [
            ("response_format.json_schema", "text.format"), ("response_format", "text.format"),
            ("tool_choice.function.name", "tool_choice.name"), ("max_tokens", "max_output_tokens"), ("messages", "input"),
        ],
        ResponseTools.Flat);

    /// <summary>The same error with the fields of this API.</summary>
    public static ApiException Of(ContextLengthException exception) => new(ErrorMapping.Map(exception, string.Empty) with { Param = "input" });
}
