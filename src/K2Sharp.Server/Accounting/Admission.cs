using K2Sharp.Server.Errors;

namespace K2Sharp.Server.Accounting;

/// <summary>Either the permission to run a request, or the error that refuses it.</summary>
internal sealed class Admission
{
    private Admission(IRequestLease? lease, ApiError? rejection)
    {
        Lease = lease;
        Rejection = rejection;
    }

    /// <summary>The permission; null when the request is refused.</summary>
    public IRequestLease? Lease { get; }

    /// <summary>Why the request is refused; null when it is not.</summary>
    public ApiError? Rejection { get; }

    /// <summary>The request may run.</summary>
    public static Admission Granted(IRequestLease lease) => new(lease, rejection: null);

    /// <summary>The request may not run; usually a 429 with <see cref="ApiError.RetryAfter"/>.</summary>
    public static Admission Refused(ApiError rejection) => new(lease: null, rejection);
}
