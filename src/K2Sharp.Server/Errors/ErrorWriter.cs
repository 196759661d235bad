using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Errors;

/// <summary>Writes an error as the whole response.</summary>
internal static class ErrorWriter
{
    public static Task WriteAsync(HttpContext context, ApiError error)
    {
        context.Response.StatusCode = error.Status;
        if (error.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return context.Response.WriteAsJsonAsync(ErrorBody.Of(error), ErrorJson.Wire.ErrorBody, contentType: "application/json", context.RequestAborted);
    }
}
