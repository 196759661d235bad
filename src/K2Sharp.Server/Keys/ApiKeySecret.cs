using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace K2Sharp.Server.Keys;

/// <summary>
/// The secret that a client sends: <c>sk-k2-</c> and 32 random bytes in base64url.
/// <para>
/// Only its SHA-256 is kept. A slow, salted hash is for passwords, which people choose and others guess: here every guess has a chance of
/// 2^-256, so slowness would protect nothing and cost every request, and two keys never have the same hash, so there is nothing to salt.
/// </para>
/// </summary>
internal static class ApiKeySecret
{
    /// <summary>How every key begins, so that scanners of repositories and logs can find one.</summary>
    public const string Prefix = "sk-k2-";

    private const int RandomBytes = 32;

    // Base64Url.IsValid lets blanks pass.
    private static readonly SearchValues<char> s_base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Characters of a key.</summary>
    public static int Length { get; } = Prefix.Length + Base64Url.GetEncodedLength(RandomBytes);

    /// <summary>A new key.</summary>
    public static string Generate() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Whether a text could be a key; what could not is not even looked up.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && !text.AsSpan(Prefix.Length).ContainsAnyExcept(s_base64Url);

    /// <summary>What is kept of a key: 32 bytes.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
