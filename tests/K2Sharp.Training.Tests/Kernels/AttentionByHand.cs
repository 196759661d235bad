using K2Sharp.Training.Kernels;

namespace K2Sharp.Training.Tests.Kernels;

/// <summary>Causal attention of all heads of one document and its gradients as the formulas say it, in double.</summary>
internal sealed class AttentionByHand
{
    private readonly AttentionShape _shape;
    private readonly int _length;

    public AttentionByHand(AttentionShape shape, int length, float[] query, float[] rotary, float[] keyValue, float[] turns, float[] gradient)
    {
        _shape = shape;
        _length = length;
        Output = new double[length * shape.OutputRow];
        Query = new double[query.Length];
        Rotary = new double[rotary.Length];
        KeyValue = new double[keyValue.Length];
        Greatest = new double[shape.Heads];
        double[][] turned = [.. Enumerable.Range(0, length).Select(t => Turned(rotary, t * shape.Rotary, turns, t, back: false))];
        double[][] turnedGradient = [.. Enumerable.Range(0, length).Select(_ => new double[shape.Rotary])];
        for (int head = 0; head < shape.Heads; head++)
        {
            Head(head, query, keyValue, turns, turned, gradient, turnedGradient);
        }

        for (int t = 0; t < length; t++)
        {
            Turned(turnedGradient[t], 0, turns, t, back: true).CopyTo(Rotary, t * shape.Rotary);
        }
    }

    public double[] Output { get; }

    public double[] Query { get; }

    public double[] Rotary { get; }

    public double[] KeyValue { get; }

    public double[] Greatest { get; }

    private void Head(int head, float[] query, float[] keyValue, float[] turns, double[][] turned, float[] gradient, double[][] turnedGradient)
    {
        int pair = _shape.Plain + _shape.Value;
        double[][] queries = [.. Rows(query, _shape.QueryRow, head * _shape.Key, _shape.Plain).Select((row, t) => (double[])[.. row, .. Turned(query, (t * _shape.QueryRow) + (head * _shape.Key) + _shape.Plain, turns, t, back: false)])];
        double[][] keys = [.. Rows(keyValue, _shape.KeyValueRow, head * pair, _shape.Plain).Select((row, t) => (double[])[.. row, .. turned[t]])];
        double[][] values = Rows(keyValue, _shape.KeyValueRow, (head * pair) + _shape.Plain, _shape.Value);
        double[][] slopes = Rows(gradient, _shape.OutputRow, head * _shape.Value, _shape.Value);
        double[][] queryGradient = [.. queries.Select(row => new double[row.Length])];
        double[][] keyGradient = [.. keys.Select(row => new double[row.Length])];
        Greatest[head] = double.NegativeInfinity;
        for (int t = 0; t < _length; t++)
        {
            double[] scores = [.. Enumerable.Range(0, t + 1).Select(k => _shape.Scale * Product(queries[t], keys[k]))];
            double most = scores.Max();
            Greatest[head] = Math.Max(Greatest[head], most);
            double sum = scores.Sum(score => Math.Exp(score - most));
            double[] p = [.. scores.Select(score => Math.Exp(score - most) / sum)];
            double[] dp = [.. Enumerable.Range(0, t + 1).Select(k => Product(slopes[t], values[k]))];
            double mean = Product(p, dp);
            for (int k = 0; k <= t; k++)
            {
                double ds = p[k] * (dp[k] - mean) * _shape.Scale;
                Accumulate(queryGradient[t], keys[k], ds);
                Accumulate(keyGradient[k], queries[t], ds);
                for (int i = 0; i < _shape.Value; i++)
                {
                    Output[(t * _shape.OutputRow) + (head * _shape.Value) + i] += p[k] * values[k][i];
                    KeyValue[(k * _shape.KeyValueRow) + (head * pair) + _shape.Plain + i] += p[k] * slopes[t][i];
                }
            }
        }

        for (int t = 0; t < _length; t++)
        {
            int place = (t * _shape.QueryRow) + (head * _shape.Key);
            queryGradient[t][.._shape.Plain].CopyTo(Query, place);
            Turned(queryGradient[t], _shape.Plain, turns, t, back: true).CopyTo(Query, place + _shape.Plain);
            keyGradient[t][.._shape.Plain].CopyTo(KeyValue, (t * _shape.KeyValueRow) + (head * pair));
            Accumulate(turnedGradient[t], keyGradient[t][_shape.Plain..], 1);
        }
    }

    private double[][] Rows(float[] from, int stride, int offset, int width) =>
        [.. Enumerable.Range(0, _length).Select(t => Enumerable.Range(0, width).Select(i => (double)from[(t * stride) + offset + i]).ToArray())];

    private double[] Turned<T>(T[] from, int start, float[] turns, int token, bool back)
        where T : struct, IConvertible
    {
        double[] result = new double[_shape.Rotary];
        for (int i = 0; i < result.Length; i += 2)
        {
            double first = from[start + i].ToDouble(null);
            double second = from[start + i + 1].ToDouble(null);
            double cosine = turns[(token * _shape.Rotary) + i];
            double sine = turns[(token * _shape.Rotary) + i + 1] * (back ? -1 : 1);
            result[i] = (first * cosine) - (second * sine);
            result[i + 1] = (first * sine) + (second * cosine);
        }

        return result;
    }

    private static double Product(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static void Accumulate(double[] to, double[] from, double factor)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += factor * from[i];
        }
    }
}
