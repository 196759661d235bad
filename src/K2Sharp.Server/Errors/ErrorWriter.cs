using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Errors;

/// <summary>Writes an error as the whole response, in the shape of the API that was asked.</summary>
internal static class ErrorWriter
{
    public static Task WriteAsync(HttpContext context, ApiError error)
    {
        if (error.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<IErrorShape>() is { } shape)
        {
            return shape.WriteAsync(context, error);
        }

        context.Response.StatusCode = error.Status;
        return context.Response.WriteAsJsonAsync(ErrorBody.Of(error), ErrorJson.Wire.ErrorBody, contentType: "application/json", context.RequestAborted);
    }
}
