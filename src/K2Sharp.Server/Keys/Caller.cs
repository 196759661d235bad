using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Keys;

/// <summary>Who asks. A feature of the request once it is authenticated.</summary>
/// <param name="Id">The key's id, or <c>local</c> where no key is needed.</param>
/// <param name="Name">The key's name.</param>
/// <param name="Limits">What it may use, defaults applied.</param>
internal sealed record Caller(string Id, string Name, KeyLimits Limits)
{
    /// <summary>The id of whoever asks where no key is needed.</summary>
    public const string LocalId = "local";

    /// <summary>Who sent this request.</summary>
    /// <exception cref="InvalidOperationException">The request has not been authenticated.</exception>
    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("the request has passed no authentication");
}
