using K2Sharp.Extensions.AI;

namespace K2Sharp.Server.Errors;

/// <summary>
/// What an API calls the fields of a chat. What lies below the APIs speaks of a chat's fields, and a client is to read the names that it has sent.
/// </summary>
/// <param name="names">How paths begin in a chat, and in this API; the first that fits counts.</param>
/// <param name="tools">Rewrites paths into tools.</param>
internal sealed class FieldNames(IReadOnlyList<(string Chat, string Own)> names, Func<string, string> tools)
{
    /// <summary>A path, or a message that begins with one, as this API calls it.</summary>
    public string Translate(string field)
    {
        foreach ((string chat, string own) in names)
        {
            if (field.StartsWith(chat, StringComparison.Ordinal))
            {
                return own + field[chat.Length..];
            }
        }

        return tools(field);
    }

    /// <summary>The same error with the fields of this API.</summary>
    public ApiException Of(K2RequestException exception) => exception.Field is { } field
        ? ApiException.Invalid(Translate(field), exception.Message[(field.Length + 2)..])
        : ApiException.Invalid(null, exception.Message);
}
