using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Errors;

/// <summary>How an endpoint's API writes errors. Endpoints that are not of OpenAI's or Moonshot's kind carry one as metadata.</summary>
internal interface IErrorShape
{
    /// <summary>Writes the error as the whole response.</summary>
    Task WriteAsync(HttpContext context, ApiError error);
}
