using System.Text.Json.Serialization;

namespace K2Sharp.Server.Errors;

/// <summary>The body of every error.</summary>
/// <param name="Error">What went wrong.</param>
internal sealed record ErrorBody([property: JsonPropertyName("error")] ErrorDetail Error)
{
    public static ErrorBody Of(ApiError error) => new(new ErrorDetail(error.Message, error.Type, error.Param, error.Code));
}
