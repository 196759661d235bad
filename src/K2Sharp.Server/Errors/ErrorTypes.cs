namespace K2Sharp.Server.Errors;

/// <summary>The error types of Moonshot's API.</summary>
internal static class ErrorTypes
{
    /// <summary>400: a field is wrong, or the prompt is too long. Also 413 and 415.</summary>
    public const string InvalidRequest = "invalid_request_error";

    /// <summary>401: no key was sent.</summary>
    public const string InvalidAuthentication = "invalid_authentication_error";

    /// <summary>401: the key is not known.</summary>
    public const string IncorrectApiKey = "incorrect_api_key_error";

    /// <summary>403.</summary>
    public const string PermissionDenied = "permission_denied_error";

    /// <summary>404: no such model or address.</summary>
    public const string ResourceNotFound = "resource_not_found_error";

    /// <summary>429: the message names the limit.</summary>
    public const string RateLimitReached = "rate_limit_reached_error";

    /// <summary>429: the key's money or tokens are used up.</summary>
    public const string ExceededCurrentQuota = "exceeded_current_quota_error";

    /// <summary>429 with a full queue, 503 while shutting down: the request may be sent again later.</summary>
    public const string EngineOverloaded = "engine_overloaded_error";

    /// <summary>499: the client went away; seen in logs only.</summary>
    public const string ClientClosedRequest = "client_closed_request";

    /// <summary>500; also 504 where a deadline passed.</summary>
    public const string ServerError = "server_error";
}
