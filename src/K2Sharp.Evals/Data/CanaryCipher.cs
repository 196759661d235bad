using System.Security.Cryptography;
using System.Text;

namespace K2Sharp.Evals.Data;

/// <summary>
/// The cipher of BrowseComp and BrowseComp-ZH, which keeps questions out of crawls: base64 of the UTF-8 text XORed with the SHA-256 of the
/// row's canary, repeated (openai/simple-evals, browsecomp_eval.py).
/// </summary>
internal static class CanaryCipher
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FormatException">The text is no base64, or the canary is not the one that it was encrypted with.</exception>
    public static string Decrypt(string text, string canary)
    {
        byte[] bytes = Convert.FromBase64String(text);
        Apply(bytes, canary);
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new FormatException("the canary does not fit the text", exception);
        }
    }

    public static string Encrypt(string text, string canary)
    {
        byte[] bytes = s_strict.GetBytes(text);
        Apply(bytes, canary);
        return Convert.ToBase64String(bytes);
    }

    private static void Apply(Span<byte> bytes, string canary)
    {
        byte[] key = SHA256.HashData(s_strict.GetBytes(canary));
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= key[i % key.Length];
        }
    }
}
