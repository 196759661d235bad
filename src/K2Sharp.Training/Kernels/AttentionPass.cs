using K2Sharp.Training.Quantization;
using static TorchSharp.torch;

namespace K2Sharp.Training.Kernels;

/// <summary>One layer's attention over a batch: document by document and head by head, there and back.</summary>
/// <param name="shape">The layer's widths.</param>
/// <param name="lengths">Tokens of each document.</param>
/// <param name="turns">[tokens, rotary / 2], complex: each token's rotation.</param>
internal sealed unsafe class AttentionPass(AttentionShape shape, int[] lengths, Tensor turns) : IPass
{
    private readonly float[] _normalizers = new float[shape.Heads * lengths.Sum()];
    private Tensor? _query;
    private Tensor? _rotary;
    private Tensor? _keyValue;
    private Tensor? _output;

    /// <summary>The greatest score of each head.</summary>
    public float[] Greatest { get; } = [.. Enumerable.Repeat(float.NegativeInfinity, shape.Heads)];

    /// <param name="inputs">
    /// Queries [tokens, heads * (plain + rotary)], the keys' rotary part [tokens, rotary], both not rotated yet, and the keys' plain part with the values [tokens, heads * (plain + value)].
    /// </param>
    /// <returns>[tokens, heads * value].</returns>
    public Tensor Forward(IReadOnlyList<Tensor> inputs)
    {
        (_query, _rotary, _keyValue) = (inputs[0], inputs[1], inputs[2]);
        long tokens = _normalizers.Length / shape.Heads;
        Check(_query, tokens, shape.QueryRow);
        Check(_rotary, tokens, shape.Rotary);
        Check(_keyValue, tokens, shape.KeyValueRow);
        Check(turns, tokens, shape.Rotary / 2);
        _output = empty([_query.shape[0], shape.OutputRow]);
        fixed (float* q = TensorMemory.Floats(_query), r = TensorMemory.Floats(_rotary), kv = TensorMemory.Floats(_keyValue))
        fixed (float* o = TensorMemory.Floats(_output), angles = TensorMemory.Pairs(turns), normalizers = _normalizers)
        {
            long start = 0;
            foreach (int length in lengths)
            {
                using var scratch = AttentionScratch.Rent(CausalAttention.Floats(shape, length));
                var attention = new CausalAttention(shape, length, scratch.Start);
                attention.TurnKeys(r + (start * shape.Rotary), angles + (start * shape.Rotary));
                for (int head = 0; head < shape.Heads; head++)
                {
                    attention.Gather(head, q + (start * shape.QueryRow), kv + (start * shape.KeyValueRow), angles + (start * shape.Rotary));
                    float greatest = attention.Forward(head, o + (start * shape.OutputRow), normalizers + (start * shape.Heads) + ((long)head * length));
                    Greatest[head] = Math.Max(Greatest[head], greatest);
                }

                start += length;
            }
        }

        return _output;
    }

    public List<Tensor> Backward(Tensor gradient)
    {
        Tensor query = empty_like(_query!);
        Tensor rotary = zeros_like(_rotary!);
        Tensor keyValue = empty_like(_keyValue!);
        fixed (float* q = TensorMemory.Floats(_query!), r = TensorMemory.Floats(_rotary!), kv = TensorMemory.Floats(_keyValue!), o = TensorMemory.Floats(_output!))
        fixed (float* dq = TensorMemory.Floats(query), dr = TensorMemory.Floats(rotary), dkv = TensorMemory.Floats(keyValue), d = TensorMemory.Floats(gradient))
        fixed (float* angles = TensorMemory.Pairs(turns), normalizers = _normalizers)
        {
            long start = 0;
            foreach (int length in lengths)
            {
                using var scratch = AttentionScratch.Rent(CausalAttention.Floats(shape, length));
                var attention = new CausalAttention(shape, length, scratch.Start);
                float* turn = angles + (start * shape.Rotary);
                float* rotaryGradient = dr + (start * shape.Rotary);
                attention.TurnKeys(r + (start * shape.Rotary), turn);
                for (int head = 0; head < shape.Heads; head++)
                {
                    long results = start * shape.OutputRow;
                    attention.Gather(head, q + (start * shape.QueryRow), kv + (start * shape.KeyValueRow), turn);
                    attention.Backward(head, o + results, d + results, normalizers + (start * shape.Heads) + ((long)head * length));
                    attention.Scatter(head, dq + (start * shape.QueryRow), dkv + (start * shape.KeyValueRow), rotaryGradient, turn);
                }

                Rotation.Back(rotaryGradient, turn, rotaryGradient, length * shape.Rotary);
                start += length;
            }
        }

        return [query, rotary, keyValue];
    }

    private static void Check(Tensor tensor, long tokens, long width)
    {
        if (tensor.shape[0] != tokens || tensor.numel() != tokens * width)
        {
            throw new ArgumentException($"a tensor of [{string.Join(", ", tensor.shape)}] where {tokens} tokens of {width} were expected", nameof(tensor));
        }
    }
}
