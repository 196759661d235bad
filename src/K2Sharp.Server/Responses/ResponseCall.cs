using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Server.Responses.Input;
using K2Sharp.Server.Responses.Protocol;

namespace K2Sharp.Server.Responses;

/// <summary>A request that was found to be valid.</summary>
/// <param name="Call">What to answer.</param>
/// <param name="Begun">The response as it begins.</param>
/// <param name="Input">The items of the request, without those before it.</param>
internal sealed record ResponseCall(ChatCall Call, ResponseObject Begun, IReadOnlyList<InputItem> Input)
{
    public bool IsStream { get; init; }

    /// <summary>Whether thoughts come as summaries.</summary>
    public bool IsSummarised { get; init; }

    /// <summary>Whether thoughts also come in the form that clients without a place for them send back.</summary>
    public bool IsCarried { get; init; }
}
