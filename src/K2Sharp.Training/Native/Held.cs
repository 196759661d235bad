using TorchSharp;

namespace K2Sharp.Training.Native;

/// <summary>
/// Scalars that outlive the native calls they are passed to. TorchSharp 0.107 does not hold the scalar that an operator makes of a number:
/// the garbage collector can finalize it while the call still reads it, which crashes, once in some ten million calls. The implicit
/// conversion is therefore banned in this project.
/// </summary>
internal static class Held
{
    /// <summary>A call needs a handful; many more than that are remembered.</summary>
    private const int Count = 64;

    [ThreadStatic]
    private static Scalar?[]? s_recent;

    [ThreadStatic]
    private static int s_next;

    /// <summary>A scalar that this thread keeps until it has made <see cref="Count"/> more.</summary>
    public static Scalar Scalar(double value) => Hold(value.ToScalar());

    /// <summary>The same for whole numbers, which keep a tensor of whole numbers one.</summary>
    public static Scalar Scalar(long value) => Hold(value.ToScalar());

    private static Scalar Hold(Scalar scalar)
    {
        Scalar?[] recent = s_recent ??= new Scalar?[Count];
        recent[s_next] = scalar;
        s_next = (s_next + 1) % Count;
        return scalar;
    }
}
