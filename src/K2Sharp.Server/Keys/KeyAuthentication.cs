using K2Sharp.Server.Errors;
using K2Sharp.Server.Lifetime;
using K2Sharp.Server.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace K2Sharp.Server.Keys;

/// <summary>
/// Middleware: finds out whose request it is. A key is needed as soon as one was ever made; until then everyone is <c>local</c>, which only
/// those on this machine are unless the operator said <c>--insecure</c>. Addresses that do not exist need a key too, so that nobody can map
/// a server without one.
/// </summary>
internal sealed class KeyAuthentication(RequestDelegate next, KeyStore keys, IOptions<LimitOptions> limits)
{
    private const string Scheme = "Bearer";

    /// <summary>Where the clients of Anthropic's API put the key.</summary>
    private const string AnthropicHeader = "x-api-key";

    private readonly KeyLimits _defaults = limits.Value.DefaultKeyLimits;
    private volatile bool _isKeyNeeded;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            Caller caller = Identify(context);
            context.Features.Set(caller);
            RequestSummary.Of(context).KeyId = caller.Id;
        }

        return next(context);
    }

    private static ApiException Refused(HttpContext context, string type, string message)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.WWWAuthenticate = Scheme;
            return Task.CompletedTask;
        });
        return new ApiException(new ApiError(401, type, message));
    }

    /// <summary>The key that was sent; null when there is none. What was sent is never repeated in a message.</summary>
    private static string? SentKey(HttpContext context)
    {
        StringValues authorization = context.Request.Headers.Authorization;
        StringValues anthropic = context.Request.Headers[AnthropicHeader];
        if (authorization.Count == 0)
        {
            return anthropic.Count switch
            {
                0 => null,
                1 => anthropic[0]!.Trim(),
                _ => throw Refused(context, ErrorTypes.InvalidAuthentication, $"there are several headers {AnthropicHeader}: send one"),
            };
        }

        string[] parts = authorization.Count == 1 ? authorization[0]!.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        return parts.Length == 2 && parts[0].Equals(Scheme, StringComparison.OrdinalIgnoreCase)
            ? parts[1]
            : throw Refused(context, ErrorTypes.InvalidAuthentication, $"the header Authorization must be \"{Scheme} KEY\", once");
    }

    private Caller Identify(HttpContext context)
    {
        _isKeyNeeded = _isKeyNeeded || keys.HasAny();
        if (!_isKeyNeeded)
        {
            // Clients that cannot do without a key send any; there is nothing to compare it with.
            return new Caller(Caller.LocalId, Caller.LocalId, _defaults);
        }

        string sent = SentKey(context)
            ?? throw Refused(context, ErrorTypes.InvalidAuthentication, $"this server needs a key: send the header \"Authorization: {Scheme} KEY\"");
        ApiKey key = keys.Find(sent)
            ?? throw Refused(context, ErrorTypes.IncorrectApiKey, "the key is not known here, or was revoked");
        return new Caller(key.Id, key.Name, key.Limits.Or(_defaults));
    }
}
