using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// A SHA-256 by which a side file knows the weights that it was made from: over name, type, shape and four pieces of 4 KB of each of them. It stays the same when a
/// checkpoint is copied or cut into other shards, and differs after training has touched the weights; a change that leaves all of those pieces alone is not seen.
/// </summary>
internal static class SourceFingerprint
{
    private const int Pieces = 4;
    private const int PieceBytes = 4096;

    public static string Of(Checkpoint checkpoint, IEnumerable<PlannedWeight> weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> piece = stackalloc byte[PieceBytes];
        foreach (PlannedWeight weight in weights)
        {
            TensorView source = checkpoint.Get(TensorNames.Weight(weight.Module), [weight.Rows, weight.Columns], TensorType.BF16, TensorType.F32);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{source.Name} {source.Type.Name()} {weight.Rows} {weight.Columns}\n")));
            Span<byte> part = piece[..(int)Math.Min(PieceBytes, source.ByteCount)];
            for (int i = 0; i < Pieces; i++)
            {
                checkpoint.Peek(source.Name, (source.ByteCount - part.Length) / (Pieces - 1) * i, part);
                hash.AppendData(part);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
