using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Training.Kernels;

/// <summary>
/// Causal attention of one head within one document and its gradients, block by block so that no matrix of scores is ever whole (T. Dao, arXiv:2307.08691), for AVX-512.
/// libtorch's kernel wants values as wide as keys, computes scores of later keys too, and leaves rotations and copies to single operations: at k2-nano's sizes it takes twice as long.
/// </summary>
/// <remarks>
/// Queries, keys and values are copied together first: rotated, scaled and filled up with zeros to whole tiles. Keys and values lie there a second time in panels of 64 tokens, one dimension after the
/// other, so that every product is a <see cref="MatrixTile"/>. Rows behind the document's end have no gradient and add nothing; keys behind it are later than every query.
/// </remarks>
internal sealed unsafe class CausalAttention
{
    private const int QueryBlock = 32;
    private const int KeyBlock = 128;
    private const int Panel = MatrixTile.WideColumns;
    private const int Lanes = MatrixTile.Lanes;
    private const KernelPath Path = KernelPath.Avx512;
    private readonly AttentionShape _shape;
    private readonly int _length;
    private readonly int _rows;
    private readonly int _keyWidth;
    private readonly int _valueWidth;
    private readonly float* _query;
    private readonly float* _key;
    private readonly float* _keyPanels;
    private readonly float* _value;
    private readonly float* _valuePanels;

    // On the way back their gradients.
    private readonly float* _output;
    private readonly float* _queryGradient;
    private readonly float* _keyGradient;
    private readonly float* _valueGradient;
    private readonly float* _turned;
    private readonly float* _correction;
    private readonly float* _scores;
    private readonly float* _scoreGradients;

    /// <param name="shape">The layer's widths.</param>
    /// <param name="length">Tokens of the document.</param>
    /// <param name="scratch">At least <see cref="Floats"/>.</param>
    public CausalAttention(AttentionShape shape, int length, float* scratch)
    {
        _shape = shape;
        _length = length;
        _rows = RoundUp(length, Panel);
        _keyWidth = RoundUp(shape.Key, Panel);
        _valueWidth = RoundUp(shape.Value, MatrixTile.NarrowColumns);
        float* next = scratch;
        _query = Take(ref next, _keyWidth);
        _key = Take(ref next, _keyWidth);
        _keyPanels = Take(ref next, _keyWidth);
        _queryGradient = Take(ref next, _keyWidth);
        _keyGradient = Take(ref next, _keyWidth);
        _value = Take(ref next, _valueWidth);
        _valuePanels = Take(ref next, _valueWidth);
        _output = Take(ref next, _valueWidth);
        _valueGradient = Take(ref next, _valueWidth);
        _turned = Take(ref next, RoundUp(shape.Rotary, Lanes));
        _correction = Take(ref next, 1);
        _scores = next;
        _scoreGradients = next + (QueryBlock * KeyBlock);
    }

    /// <summary>Whether this processor has what the kernel needs.</summary>
    public static bool IsAvailable => CpuFeatures.IsSupported(Path);

    /// <summary>Floats of scratch for a document.</summary>
    public static long Floats(AttentionShape shape, int length) =>
        ((long)RoundUp(length, Panel) * ((5 * RoundUp(shape.Key, Panel)) + (4 * RoundUp(shape.Value, MatrixTile.NarrowColumns)) + RoundUp(shape.Rotary, Lanes) + 1))
        + (2 * QueryBlock * KeyBlock);

    /// <summary>Rotates the document's keys, for all heads.</summary>
    /// <param name="rotary">[length, rotary].</param>
    /// <param name="turns">[length, rotary]: cosine and sine of each pair.</param>
    public void TurnKeys(float* rotary, float* turns)
    {
        int width = RoundUp(_shape.Rotary, Lanes);
        for (int t = 0; t < _length; t++)
        {
            Rotation.Forth(rotary + ((long)t * _shape.Rotary), turns + ((long)t * _shape.Rotary), _turned + ((long)t * width), _shape.Rotary);
        }
    }

    /// <summary>Copies a head's queries, keys and values together.</summary>
    /// <param name="head">The head.</param>
    /// <param name="query">[length, heads, plain | rotary], not rotated yet.</param>
    /// <param name="keyValue">[length, heads, plain | value].</param>
    /// <param name="turns">[length, rotary].</param>
    public void Gather(int head, float* query, float* keyValue, float* turns)
    {
        int plain = _shape.Plain;
        int rotary = _shape.Rotary;
        int turnedWidth = RoundUp(rotary, Lanes);
        for (int t = 0; t < _length; t++)
        {
            float* from = query + ((long)t * _shape.QueryRow) + (head * _shape.Key);
            float* pair = keyValue + ((long)t * _shape.KeyValueRow) + (head * (plain + _shape.Value));
            float* q = _query + ((long)t * _keyWidth);
            Copy(from, q, plain);
            Rotation.Forth(from + plain, turns + ((long)t * rotary), q + plain, rotary);
            Scale.Apply(Path, _shape.Scale, q, plain + rotary);
            Clear(q, plain + rotary, _keyWidth);
            float* k = _key + ((long)t * _keyWidth);
            Copy(pair, k, plain);
            Copy(_turned + ((long)t * turnedWidth), k + plain, rotary);
            Clear(k, plain + rotary, _keyWidth);
            float* v = _value + ((long)t * _valueWidth);
            Copy(pair + plain, v, _shape.Value);
            Clear(v, _shape.Value, _valueWidth);
        }

        ClearBehind(_query, _keyWidth);
        ClearBehind(_key, _keyWidth);
        ClearBehind(_value, _valueWidth);
        FillPanels(_key, _keyPanels, _keyWidth);
    }

    /// <summary>The head's results.</summary>
    /// <param name="head">The head.</param>
    /// <param name="output">[length, heads, value].</param>
    /// <param name="normalizers">[length]: the logarithm of each query's sum of exponentials, for the way back.</param>
    /// <returns>The greatest score.</returns>
    public float Forward(int head, float* output, float* normalizers)
    {
        float* sums = stackalloc float[QueryBlock * 2];
        float* most = sums + QueryBlock;
        float greatest = float.NegativeInfinity;
        for (int first = 0; first < _length; first += QueryBlock)
        {
            new Span<float>(sums, QueryBlock).Clear();
            new Span<float>(most, QueryBlock).Fill(float.NegativeInfinity);
            float* block = _output + ((long)first * _valueWidth);
            new Span<float>(block, QueryBlock * _valueWidth).Clear();
            for (int keys = 0; keys < first + QueryBlock; keys += KeyBlock)
            {
                int columns = Score(first, keys);
                for (int r = 0; r < QueryBlock; r++)
                {
                    float shrink = OnlineSoftmax.Update(Path, _scores + (r * KeyBlock), columns, 1, ref most[r], ref sums[r]);
                    Scale.Apply(Path, shrink, block + (r * _valueWidth), _valueWidth);
                }

                for (int c = 0; c < _valueWidth; c += MatrixTile.NarrowColumns)
                {
                    for (int r = 0; r < QueryBlock; r += MatrixTile.NarrowRows)
                    {
                        MatrixTile.Narrow(
                            _scores + (r * KeyBlock), KeyBlock, 1, _value + ((long)keys * _valueWidth) + c, _valueWidth, block + (r * _valueWidth) + c, _valueWidth, columns, adds: true);
                    }
                }
            }

            int rows = Math.Min(QueryBlock, _length - first);
            for (int r = 0; r < rows; r++)
            {
                float* to = output + ((long)(first + r) * _shape.OutputRow) + (head * _shape.Value);
                Copy(block + (r * _valueWidth), to, _shape.Value);
                Scale.Apply(Path, 1 / sums[r], to, _shape.Value);
                normalizers[first + r] = most[r] + MathF.Log(sums[r]);
                greatest = MathF.Max(greatest, most[r]);
            }
        }

        return greatest;
    }

    /// <summary>The gradients of a head, after <see cref="Gather"/>.</summary>
    /// <param name="head">The head.</param>
    /// <param name="output">[length, heads, value], what <see cref="Forward"/> gave.</param>
    /// <param name="outputGradient">[length, heads, value].</param>
    /// <param name="normalizers">[length], from <see cref="Forward"/>.</param>
    public void Backward(int head, float* output, float* outputGradient, float* normalizers)
    {
        GatherGradient(head, output, outputGradient);
        FillPanels(_value, _valuePanels, _valueWidth);
        new Span<float>(_queryGradient, _rows * _keyWidth).Clear();
        new Span<float>(_keyGradient, _rows * _keyWidth).Clear();
        new Span<float>(_valueGradient, _rows * _valueWidth).Clear();
        float* ends = stackalloc float[QueryBlock];
        for (int keys = 0; keys < _length; keys += KeyBlock)
        {
            for (int first = keys; first < _length; first += QueryBlock)
            {
                for (int r = 0; r < QueryBlock; r++)
                {
                    ends[r] = first + r < _length ? normalizers[first + r] : 0;
                }

                int columns = Score(first, keys);
                Multiply(_output + ((long)first * _valueWidth), _valueWidth, _valuePanels + ((long)keys * _valueWidth), _scoreGradients, columns);
                ScoreGradients(first, ends, columns);
                AddKeyGradients(first, keys, columns);
                AddQueryGradients(first, keys, columns);
            }
        }
    }

    /// <summary>Writes a head's gradients where its inputs came from; the rotary keys' are added up over the heads, still rotated.</summary>
    /// <param name="head">The head.</param>
    /// <param name="query">[length, heads, plain | rotary].</param>
    /// <param name="keyValue">[length, heads, plain | value].</param>
    /// <param name="rotaryKey">[length, rotary].</param>
    /// <param name="turns">[length, rotary].</param>
    public void Scatter(int head, float* query, float* keyValue, float* rotaryKey, float* turns)
    {
        int plain = _shape.Plain;
        int rotary = _shape.Rotary;
        for (int t = 0; t < _length; t++)
        {
            float* q = _queryGradient + ((long)t * _keyWidth);
            float* k = _keyGradient + ((long)t * _keyWidth);
            float* to = query + ((long)t * _shape.QueryRow) + (head * _shape.Key);
            float* pair = keyValue + ((long)t * _shape.KeyValueRow) + (head * (plain + _shape.Value));
            Copy(q, to, plain);
            Rotation.Back(q + plain, turns + ((long)t * rotary), to + plain, rotary);
            Scale.Apply(Path, _shape.Scale, to, plain + rotary);
            Copy(k, pair, plain);
            Copy(_valueGradient + ((long)t * _valueWidth), pair + plain, _shape.Value);
            Add.Apply(Path, k + plain, rotaryKey + ((long)t * rotary), rotary);
        }
    }

    /// <summary>Scores of a block of queries and a block of keys; later keys get minus infinity.</summary>
    /// <returns>How many of the keys count: a multiple of 64.</returns>
    private int Score(int first, int keys)
    {
        int columns = Math.Min(KeyBlock, RoundUp(first + QueryBlock - keys, Panel));
        Multiply(_query + ((long)first * _keyWidth), _keyWidth, _keyPanels + ((long)keys * _keyWidth), _scores, columns);
        for (int r = 0; r < QueryBlock; r++)
        {
            int seen = first + r + 1 - keys;
            if (seen < columns)
            {
                new Span<float>(_scores + (r * KeyBlock) + seen, columns - seen).Fill(float.NegativeInfinity);
            }
        }

        return columns;
    }

    /// <summary>[queries, keys] = rows of a block times panels.</summary>
    private static void Multiply(float* rows, int width, float* panels, float* to, int columns)
    {
        for (int c = 0; c < columns; c += Panel)
        {
            for (int r = 0; r < QueryBlock; r += MatrixTile.WideRows)
            {
                MatrixTile.Wide(rows + (r * width), width, 1, panels + (c * width), Panel, to + (r * KeyBlock) + c, KeyBlock, width, adds: false);
            }
        }
    }

    /// <summary>Scores become probabilities, and the probabilities' gradients those of the scores: p (dp - sum of p dp).</summary>
    private void ScoreGradients(int first, float* normalizers, int columns)
    {
        for (int r = 0; r < QueryBlock; r++)
        {
            float* p = _scores + (r * KeyBlock);
            float* slope = _scoreGradients + (r * KeyBlock);
            var normalizer = Vector512.Create(normalizers[r]);
            var correction = Vector512.Create(_correction[first + r]);
            for (int c = 0; c < columns; c += Lanes)
            {
                Vector512<float> probability = SoftmaxExp.Of(Vector512.Load(p + c) - normalizer);
                probability.Store(p + c);
                (probability * (Vector512.Load(slope + c) - correction)).Store(slope + c);
            }
        }
    }

    private void AddKeyGradients(int first, int keys, int columns)
    {
        float* outputs = _output + ((long)first * _valueWidth);
        float* queries = _query + ((long)first * _keyWidth);
        for (int c = 0; c < _valueWidth; c += MatrixTile.NarrowColumns)
        {
            for (int k = 0; k < columns; k += MatrixTile.NarrowRows)
            {
                MatrixTile.Narrow(_scores + k, 1, KeyBlock, outputs + c, _valueWidth, _valueGradient + ((long)(keys + k) * _valueWidth) + c, _valueWidth, QueryBlock, adds: true);
            }
        }

        for (int c = 0; c < _keyWidth; c += Panel)
        {
            for (int k = 0; k < columns; k += MatrixTile.WideRows)
            {
                MatrixTile.Wide(_scoreGradients + k, 1, KeyBlock, queries + c, _keyWidth, _keyGradient + ((long)(keys + k) * _keyWidth) + c, _keyWidth, QueryBlock, adds: true);
            }
        }
    }

    private void AddQueryGradients(int first, int keys, int columns)
    {
        for (int c = 0; c < _keyWidth; c += Panel)
        {
            for (int r = 0; r < QueryBlock; r += MatrixTile.WideRows)
            {
                MatrixTile.Wide(
                    _scoreGradients + (r * KeyBlock), KeyBlock, 1, _key + ((long)keys * _keyWidth) + c, _keyWidth, _queryGradient + ((long)(first + r) * _keyWidth) + c, _keyWidth, columns, adds: true);
            }
        }
    }

    /// <summary>Copies the results' gradients together, and takes each one's product with the result, which is the sum of p dp over the keys.</summary>
    private void GatherGradient(int head, float* output, float* gradient)
    {
        for (int t = 0; t < _length; t++)
        {
            long place = ((long)t * _shape.OutputRow) + (head * _shape.Value);
            float* to = _output + ((long)t * _valueWidth);
            Copy(gradient + place, to, _shape.Value);
            Clear(to, _shape.Value, _valueWidth);
            _correction[t] = Dot.Compute(Path, output + place, to, _shape.Value);
        }

        ClearBehind(_output, _valueWidth);
        ClearBehind(_correction, 1);
    }

    /// <summary>Rows of tokens become panels of 64 tokens, in each a row per dimension.</summary>
    private void FillPanels(float* rows, float* panels, int width)
    {
        for (int t = 0; t < _rows; t += Panel)
        {
            long place = (long)t * width;
            Transpose.Apply(Path, rows + place, width, Panel, width, panels + place, Panel);
        }
    }

    private void ClearBehind(float* rows, int width) => new Span<float>(rows + ((long)_length * width), (_rows - _length) * width).Clear();

    private static void Clear(float* row, int from, int width)
    {
        for (int i = from; i < width; i++)
        {
            row[i] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to, int n)
    {
        int i = 0;
        for (; i <= n - Lanes; i += Lanes)
        {
            Vector512.Load(from + i).Store(to + i);
        }

        for (; i < n; i++)
        {
            to[i] = from[i];
        }
    }

    private float* Take(ref float* next, int width)
    {
        float* taken = next;
        next += (long)_rows * width;
        return taken;
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
