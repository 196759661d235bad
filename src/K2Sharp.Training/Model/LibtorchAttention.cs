using K2Sharp.Training.Kernels;
using K2Sharp.Training.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace K2Sharp.Training.Model;

/// <summary>Attention in libtorch's own operations, for processors that <see cref="CausalAttention"/> was not written for.</summary>
/// <param name="observed">Which document's scores are observed, counted round: all of them at once would cost as much as the attention.</param>
internal sealed class LibtorchAttention(int observed)
{
    /// <summary>Of longer documents the beginning is observed.</summary>
    private const int MostObserved = 1024;

    /// <param name="query">[tokens, heads * (plain + rotary)], not rotated.</param>
    /// <param name="rotary">[tokens, rotary], the keys' rotary part, not rotated.</param>
    /// <param name="keyValue">[tokens, heads * (plain + value)].</param>
    /// <param name="context">Documents, widths and rotations.</param>
    /// <param name="layer">For the statistics.</param>
    /// <returns>[tokens, heads * value].</returns>
    public Tensor Attend(Tensor query, Tensor rotary, Tensor keyValue, ForwardContext context, int layer)
    {
        AttentionShape shape = context.Attention;
        long tokens = query.shape[0];
        Tensor[] queryParts = query.view(tokens, shape.Heads, shape.Key).split([shape.Plain, shape.Rotary], -1);
        Tensor[] keyValueParts = keyValue.view(tokens, shape.Heads, shape.Plain + shape.Value).split([shape.Plain, shape.Value], -1);
        Tensor rotaryKey = RotaryTable.Rotate(rotary.unsqueeze(1), context.Turns);

        // The fused kernel divides by the square root of the width itself.
        double scale = shape.Scale * Math.Sqrt(shape.Key);
        Tensor queries = cat([queryParts[0], RotaryTable.Rotate(queryParts[1], context.Turns)], -1).mul(Held.Scalar(scale));
        Tensor keys = cat([keyValueParts[0], rotaryKey.expand(tokens, shape.Heads, shape.Rotary)], -1);
        Observe(context, layer, queries, keys);

        // It also wants heads of one width: values are padded with zeros.
        Tensor values = pad(keyValueParts[1], [0, shape.Key - shape.Value]);
        return ByDocument(queries, keys, values, context.Batch.Lengths).narrow(2, 0, shape.Value).reshape(tokens, -1);
    }

    private static Tensor ByDocument(Tensor queries, Tensor keys, Tensor values, int[] lengths)
    {
        long[] sizes = Array.ConvertAll(lengths, length => (long)length);
        Tensor[] q = queries.split(sizes);
        Tensor[] k = keys.split(sizes);
        Tensor[] v = values.split(sizes);
        var results = new Tensor[lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            Tensor result = scaled_dot_product_attention(Heads(q[i]), Heads(k[i]), Heads(v[i]), is_casual: true);
            results[i] = result.squeeze(0).transpose(0, 1);
        }

        return cat(results);
    }

    private static Tensor Heads(Tensor x) => x.transpose(0, 1).unsqueeze(0);

    private void Observe(ForwardContext context, int layer, Tensor queries, Tensor keys)
    {
        int[] lengths = context.Batch.Lengths;
        int document = observed % lengths.Length;
        int start = lengths.Take(document).Sum();
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int length = Math.Min(lengths[document], MostObserved);
        Tensor q = queries.narrow(0, start, length).transpose(0, 1);
        Tensor k = keys.narrow(0, start, length).permute(1, 2, 0);

        // Not masked_fill: TorchSharp may free its implicit scalar while the call still reads it.
        Tensor future = tensor(float.NegativeInfinity).expand([length, length]).contiguous().triu(1);
        Tensor scores = matmul(q, k).Plus(future);
        context.MaxLogits[layer] = [.. scores.amax([1, 2]).mul(Held.Scalar(1 / Math.Sqrt(context.Attention.Key))).data<float>()];
    }
}
