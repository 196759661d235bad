using K2Sharp.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Tests.Operations;

/// <summary>Writes errors where the API's own middleware would.</summary>
internal sealed class TestErrors(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (ApiException exception)
        {
            context.Response.Clear();
            context.Response.StatusCode = exception.Error.Status;
            if (exception.Error.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            await context.Response.WriteAsJsonAsync(new { error = new { message = exception.Error.Message, type = exception.Error.Type } });
        }
    }
}
