using System.Security.Cryptography;
using System.Text;
using K2Sharp.Server.Storage;

namespace K2Sharp.Server.Anthropic;

/// <summary>
/// Signs thoughts, so that what a client sends back as the model's own thought is. The key is kept in the state folder, where there is one: then
/// conversations outlive a restart.
/// </summary>
internal sealed class ThoughtSigner
{
    /// <summary>Tells this kind of signature from others, and from later ones.</summary>
    private const string Prefix = "k2.1.";
    private const int KeyBytes = 32;
    private readonly byte[] _key;

    /// <param name="state">The state folder; null for a key that ends with the process.</param>
    public ThoughtSigner(StateDirectory? state)
    {
        _key = state is null ? RandomNumberGenerator.GetBytes(KeyBytes) : ReadOrMake(state.ThoughtKeyFile);
    }

    /// <summary>The signature of a thought.</summary>
    public string Sign(string thought) => Prefix + Convert.ToBase64String(Mac(thought));

    /// <summary>Whether a signature is that of a thought.</summary>
    public bool Verify(string thought, string signature)
    {
        byte[] given = new byte[KeyBytes];
        return signature.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64Chars(signature.AsSpan(Prefix.Length), given, out int count)
            && count == KeyBytes
            && CryptographicOperations.FixedTimeEquals(given, Mac(thought));
    }

    private byte[] Mac(string thought) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(thought));

    private static byte[] ReadOrMake(string path)
    {
        if (File.Exists(path))
        {
            byte[] kept = File.ReadAllBytes(path);
            return kept.Length == KeyBytes ? kept : throw new IOException($"{path} is damaged: delete it; signatures of earlier thoughts will then not be accepted any more");
        }

        byte[] key = RandomNumberGenerator.GetBytes(KeyBytes);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Under another name first: a process that ends in the midst of it must not leave half a key.
        string partial = path + ".new";
        File.Delete(partial);
        using (var file = new FileStream(partial, options))
        {
            file.Write(key);
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path);
        return key;
    }
}
