using System.Numerics;
using K2Sharp.Inference.Kernels;
using K2Sharp.Training.Quantization;
using static TorchSharp.torch;

namespace K2Sharp.Training.Kernels;

/// <summary>
/// y = x s weight with s = 1 / sqrt(mean(x²) + eps) of each row (Zhang and Sennrich 2019). Row by row, in the nearest cache, where libtorch's operations go over the whole batch six times, and some ten times on the way back:
/// <code>
/// dweight = sum over rows of dy x s        dx = s (dy weight - x s² mean(dy weight x))
/// </code>
/// </summary>
/// <param name="eps">Added to the mean square.</param>
internal sealed unsafe class RmsNormPass(double eps) : IPass
{
    /// <summary>The weights' gradient is added up over so many rows first, then over such sums: less is rounded away than in one long sum.</summary>
    private const int RowsOfSum = 64;
    private Tensor? _x;
    private Tensor? _weight;

    /// <param name="inputs">x [rows, width] and weight [width].</param>
    /// <returns>[rows, width].</returns>
    public Tensor Forward(IReadOnlyList<Tensor> inputs)
    {
        (_x, _weight) = (inputs[0], inputs[1]);
        (int rows, int width) = ((int)_x.shape[0], (int)_x.shape[1]);
        if (_weight.numel() != width)
        {
            throw new ArgumentException($"{_weight.numel()} weights for rows of {width}", nameof(inputs));
        }

        Tensor result = empty_like(_x);
        fixed (float* x = TensorMemory.Floats(_x), weight = TensorMemory.Floats(_weight), y = TensorMemory.Floats(result))
        {
            for (int r = 0; r < rows; r++)
            {
                long place = (long)r * width;
                RmsNorm.Apply(CpuFeatures.Best, x + place, weight, y + place, width, (float)eps);
            }
        }

        return result;
    }

    public List<Tensor> Backward(Tensor gradient)
    {
        (int rows, int width) = ((int)_x!.shape[0], (int)_x.shape[1]);
        Tensor xGradient = empty_like(_x);
        Tensor weightGradient = zeros_like(_weight!);
        float[] sums = new float[width];
        fixed (float* x = TensorMemory.Floats(_x), weight = TensorMemory.Floats(_weight!), dy = TensorMemory.Floats(gradient))
        fixed (float* dx = TensorMemory.Floats(xGradient), total = TensorMemory.Floats(weightGradient), part = sums)
        {
            for (int r = 0; r < rows; r++)
            {
                long place = (long)r * width;
                float scale = 1 / MathF.Sqrt((Dot.Compute(CpuFeatures.Best, x + place, x + place, width) / width) + (float)eps);
                float mean = Product(dy + place, x + place, weight, width) / width;
                Slopes(x + place, weight, dy + place, dx + place, part, width, scale, scale * scale * scale * mean);
                if ((r + 1) % RowsOfSum == 0 || r + 1 == rows)
                {
                    Move(part, total, width);
                }
            }
        }

        return [xGradient, weightGradient];
    }

    /// <summary>The sum of a b c.</summary>
    private static float Product(float* a, float* b, float* c, int n)
    {
        Vector<float> sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= n - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum += Vector.Load(a + i) * Vector.Load(b + i) * Vector.Load(c + i);
        }

        float result = Vector.Sum(sum);
        for (; i < n; i++)
        {
            result += a[i] * b[i] * c[i];
        }

        return result;
    }

    /// <summary>dx = dy weight scale - x pull, and sums += dy x scale.</summary>
    private static void Slopes(float* x, float* weight, float* dy, float* dx, float* sums, int n, float scale, float pull)
    {
        int i = 0;
        for (; i <= n - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> slope = Vector.Load(dy + i) * scale;
            Vector<float> value = Vector.Load(x + i);
            ((slope * Vector.Load(weight + i)) - (value * pull)).Store(dx + i);
            (Vector.Load(sums + i) + (slope * value)).Store(sums + i);
        }

        for (; i < n; i++)
        {
            float slope = dy[i] * scale;
            dx[i] = (slope * weight[i]) - (x[i] * pull);
            sums[i] += slope * x[i];
        }
    }

    private static void Move(float* from, float* to, int n)
    {
        for (int i = 0; i < n; i++)
        {
            to[i] += from[i];
            from[i] = 0;
        }
    }
}
