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

    /// <summary>left + right. TorchSharp's own sum of two tensors has a factor, for which it makes a scalar too, so it is banned as well.</summary>
    public static torch.Tensor Plus(this torch.Tensor left, torch.Tensor right) => left.add(right, Scalar(1L));

    /// <summary>left + right.</summary>
    public static torch.Tensor Plus(this torch.Tensor left, double right) => left.add(Scalar(right), Scalar(1L));

    /// <summary>left += right; the result is <paramref name="left"/>.</summary>
    public static torch.Tensor Add(this torch.Tensor left, torch.Tensor right) => left.add_(right, Scalar(1L));

    /// <summary>left += right; the result is <paramref name="left"/>.</summary>
    public static torch.Tensor Add(this torch.Tensor left, Scalar right) => left.add_(right, Scalar(1L));

    private static Scalar Hold(Scalar scalar)
    {
        Scalar?[] recent = s_recent ??= new Scalar?[Count];
        recent[s_next] = scalar;
        s_next = (s_next + 1) % Count;
        return scalar;
    }
}
