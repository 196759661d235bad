using System.Globalization;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Responses.Protocol;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Responses.Input;

/// <summary>Cuts a response's input into pages.</summary>
internal static class InputPage
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    /// <summary>The page that a query asks for with <c>limit</c>, <c>order</c> and <c>after</c>.</summary>
    /// <exception cref="ApiException">A value is wrong; the error names it.</exception>
    public static ItemList Of(IReadOnlyList<InputItem> items, IQueryCollection query)
    {
        int limit = Limit(query["limit"]);
        IEnumerable<InputItem> ordered = (string?)query["order"] switch
        {
            null or "" or "desc" => items.Reverse(),
            "asc" => items,
            _ => throw ApiException.Invalid("order", "must be asc or desc"),
        };
        if ((string?)query["after"] is { Length: > 0 } after)
        {
            if (items.All(item => !string.Equals(item.Id, after, StringComparison.Ordinal)))
            {
                throw ApiException.Invalid("after", "no item of this response has this id");
            }

            ordered = ordered.SkipWhile(item => !string.Equals(item.Id, after, StringComparison.Ordinal)).Skip(1);
        }

        InputItem[] page = [.. ordered.Take(limit + 1)];
        bool hasMore = page.Length > limit;
        page = hasMore ? page[..limit] : page;
        return new ItemList([.. page.Select(item => item.Json)], page.FirstOrDefault()?.Id, page.LastOrDefault()?.Id, hasMore);
    }

    private static int Limit(string? text) => string.IsNullOrEmpty(text) ? DefaultLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= MaxLimit ? limit
        : throw ApiException.Invalid("limit", $"must be 1 to {MaxLimit}");
}
