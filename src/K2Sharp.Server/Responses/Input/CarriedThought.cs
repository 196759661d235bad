using System.Text;

namespace K2Sharp.Server.Responses.Input;

/// <summary>
/// A thought in the member <c>encrypted_content</c>, for clients that send back nothing else of it. There is nothing to hide from whoever could
/// have read the thought anyway, so it is not encrypted, and what a client makes up is worth no more than any history that it makes up.
/// </summary>
internal static class CarriedThought
{
    private const string Prefix = "k2:";

    public static string Write(string thought) => Prefix + Convert.ToBase64String(Encoding.UTF8.GetBytes(thought));

    /// <summary>The thought; null where the text is another server's.</summary>
    public static string? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), bytes, out int count) ? Encoding.UTF8.GetString(bytes, 0, count) : null;
    }
}
