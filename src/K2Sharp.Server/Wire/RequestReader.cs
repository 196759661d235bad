using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using K2Sharp.Server.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Wire;

/// <summary>Reads the body of a request; what is wrong with it is said with the path of the field.</summary>
internal sealed class RequestReader(IOptions<K2ServerOptions> options)
{
    /// <summary>Reads and parses the body.</summary>
    /// <exception cref="ApiException">The body is no JSON, or a field has a value of the wrong kind.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large or ended early.</exception>
    public async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        // Not only good manners: a browser sends other types to any address without asking, and this one not.
        if (!context.Request.HasJsonContentType())
        {
            throw new ApiException(new ApiError(415, ErrorTypes.InvalidRequest, "send the body as JSON, with the header Content-Type: application/json"));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.Value.MaxBodyBytes;
        }

        PipeReader body = context.Request.BodyReader;
        ReadResult result = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        while (!result.IsCompleted)
        {
            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        }

        try
        {
            return Parse(result.Buffer, type);
        }
        finally
        {
            body.AdvanceTo(result.Buffer.End);
        }
    }

    /// <summary>Parses a body.</summary>
    /// <exception cref="ApiException">The body is no JSON, or a field has a value of the wrong kind.</exception>
    internal static T Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = type.Options.MaxDepth });
            T? value = JsonSerializer.Deserialize(ref reader, type);
            return reader.Read() || value is null ? throw new ApiException(new ApiError(400, ErrorTypes.InvalidRequest, "the body must be one JSON object")) : value;
        }
        catch (JsonException exception)
        {
            throw Explain(exception);
        }
    }

    private static ApiException Explain(JsonException exception)
    {
        if (exception.Path is null || exception.InnerException is JsonException)
        {
            return ApiException.Invalid(null, $"the body is not valid JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}");
        }

        string? field = exception.Path.StartsWith("$.", StringComparison.Ordinal) ? exception.Path[2..] : null;
        string problem = exception.InnerException is not null ? "not valid Unicode: half of a surrogate pair stands alone, or bytes are not UTF-8"
            : exception.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "expected an object"
            : exception.Message;
        return field is null ? ApiException.Invalid(null, $"the body: {problem}") : ApiException.Invalid(field, problem);
    }
}
