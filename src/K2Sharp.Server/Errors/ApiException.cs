namespace K2Sharp.Server.Errors;

/// <summary>Ends a request with an error that its client is told; <see cref="ErrorMiddleware"/> writes it.</summary>
internal sealed class ApiException(ApiError error) : Exception(error.Message)
{
    public ApiError Error { get; } = error;

    /// <summary>400: a value of the request is wrong. The message begins with the field's path.</summary>
    public static ApiException Invalid(string? field, string problem) =>
        new(new ApiError(400, ErrorTypes.InvalidRequest, field is null ? problem : $"{field}: {problem}") { Param = field });
}
