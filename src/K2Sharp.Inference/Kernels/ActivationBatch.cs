namespace K2Sharp.Inference.Kernels;

/// <summary>
/// The float32 activations [tokens, columns] that a matrix is multiplied by; it owns nothing. Matrices of codes (INT4, int8) need a second,
/// rearranged form, the same for both, made once by <see cref="Prepare"/> and shared by every matrix of the same input (gate and up, all experts of a token).
/// </summary>
internal readonly unsafe struct ActivationBatch
{
    /// <summary>The prepared forms work on blocks of 128 columns = 16 words of 8 codes; the last block is padded with zeros.</summary>
    public const int BlockColumns = 128;

    /// <summary>Codes in a 32-bit word.</summary>
    public const int WordColumns = 8;

    /// <summary>Words in a block.</summary>
    public const int BlockWords = BlockColumns / WordColumns;

    private readonly int* _selected;

    /// <param name="data">Token t begins at data + t * stride.</param>
    /// <param name="tokens">Number of tokens.</param>
    /// <param name="columns">Values per token.</param>
    /// <param name="stride">Distance between tokens, in floats.</param>
    public ActivationBatch(float* data, int tokens, int columns, int stride)
        : this(data, tokens, columns, stride, null, ActivationPrecision.Float32, null)
    {
    }

    private ActivationBatch(float* data, int tokens, int columns, int stride, float* prepared, ActivationPrecision precision, int* selected)
    {
        Data = data;
        Tokens = tokens;
        Columns = columns;
        Stride = stride;
        Prepared = prepared;
        Precision = precision;
        _selected = selected;
    }

    public float* Data { get; }

    public int Tokens { get; }

    public int Columns { get; }

    public int Stride { get; }

    /// <summary>
    /// The activations in the form that the kernels of codes take, or null. As float32, element 8j + k of a block of 128 lies at 16k + j: run k holds
    /// what meets the k-th code of each of the 16 words. For integers see <see cref="Int16Activations"/> and <see cref="Int8Activations"/>.
    /// </summary>
    public float* Prepared { get; }

    /// <summary>The precision of the prepared form.</summary>
    public ActivationPrecision Precision { get; }

    private int PreparedStride => PreparedLength(WeightFormat.Int4Group32, Precision, Columns);

    /// <summary>Floats of scratch per token that <see cref="Prepare"/> needs; 0 where nothing is to be prepared.</summary>
    public static int PreparedLength(WeightFormat format, ActivationPrecision precision, int columns) =>
        format.HasCodes() ? BlocksOf(columns) * BlockFloats(precision) : 0;

    /// <summary>The blocks of a row, with the padded one.</summary>
    public static int BlocksOf(int columns) => (columns + BlockColumns - 1) / BlockColumns;

    /// <summary>
    /// Prepares some columns of one token; several calls, in any order or at once, may share the work. Where another format or path needs nothing,
    /// nothing is done.
    /// </summary>
    /// <param name="path">The path that will multiply.</param>
    /// <param name="format">The weights' format.</param>
    /// <param name="precision">The precision that the weights are to meet.</param>
    /// <param name="row">All of the token's activations.</param>
    /// <param name="columns">Their number.</param>
    /// <param name="begin">First column, a multiple of 32.</param>
    /// <param name="end">One past the last column, a multiple of 32.</param>
    /// <param name="prepared">The token's <see cref="PreparedLength"/> floats.</param>
    public static void PrepareColumns(
        KernelPath path, WeightFormat format, ActivationPrecision precision, float* row, int columns, int begin, int end, float* prepared)
    {
        if (!IsNeeded(path, format, precision))
        {
            return;
        }

        int padded = end == columns ? BlocksOf(columns) * BlockColumns : end;
        for (int c = begin; c < padded; c += WeightMatrix.GroupSize)
        {
            byte* block = (byte*)(prepared + (c / BlockColumns * (long)BlockFloats(precision)));
            int group = c % BlockColumns / WeightMatrix.GroupSize;
            if (c < end)
            {
                Encode(path, precision, row + c, block, group);
            }
            else
            {
                Pad(precision, block, group);
            }
        }
    }

    /// <summary>The batch with whatever <see cref="MatrixRows"/> needs for a format on a path.</summary>
    /// <param name="path">The path that will multiply; a form is the same on all of them, and the scalar one does without for float32.</param>
    /// <param name="format">The weights' format.</param>
    /// <param name="precision">The precision that weights of codes are to meet.</param>
    /// <param name="scratch">Tokens * <see cref="PreparedLength"/> floats that live as long as the batch; unused when that is 0.</param>
    public ActivationBatch Prepare(KernelPath path, WeightFormat format, ActivationPrecision precision, float* scratch)
    {
        if (_selected != null)
        {
            throw new InvalidOperationException("Prepare a batch before selecting tokens from it.");
        }

        int length = PreparedLength(format, precision, Columns);
        for (int t = 0; t < Tokens; t++)
        {
            PrepareColumns(path, format, precision, Row(t), Columns, 0, Columns, scratch + ((long)t * length));
        }

        return WithPrepared(path, format, precision, scratch);
    }

    /// <summary>The batch with what an earlier <see cref="Prepare"/> of the same tokens wrote to <paramref name="scratch"/>.</summary>
    public ActivationBatch WithPrepared(KernelPath path, WeightFormat format, ActivationPrecision precision, float* scratch) =>
        IsNeeded(path, format, precision)
            ? new ActivationBatch(Data, Tokens, Columns, Stride, scratch, precision, _selected)
            : this;

    /// <summary>Some of the tokens, as a batch: token i of the result is token indices[i] of this one. Nothing is copied.</summary>
    public ActivationBatch Select(int* indices, int count) =>
        _selected == null
            ? new ActivationBatch(Data, count, Columns, Stride, Prepared, Precision, indices)
            : throw new InvalidOperationException("Tokens are selected from a whole batch, not from a selection.");

    /// <summary>The values of a token.</summary>
    public float* Row(int token) => Data + (Index(token) * Stride);

    /// <summary>The prepared values of a token.</summary>
    public float* PreparedRow(int token) => Prepared + (Index(token) * PreparedStride);

    private static bool IsNeeded(KernelPath path, WeightFormat format, ActivationPrecision precision) =>
        format.HasCodes() && (path != KernelPath.Scalar || precision != ActivationPrecision.Float32);

    private static int BlockFloats(ActivationPrecision precision) => precision switch
    {
        ActivationPrecision.Int16 => Int16Activations.BlockBytes / sizeof(float),
        ActivationPrecision.Int8 => Int8Activations.BlockBytes / sizeof(float),
        _ => BlockColumns,
    };

    private static void Encode(KernelPath path, ActivationPrecision precision, float* source, byte* block, int group)
    {
        switch (precision)
        {
            case ActivationPrecision.Int16:
                Int16Activations.Encode(path, source, block, group);
                break;
            case ActivationPrecision.Int8:
                Int8Activations.Encode(path, source, block, group);
                break;
            default:
                Permute(source, (float*)block + (group * (WeightMatrix.GroupSize / WordColumns)));
                break;
        }
    }

    private static void Pad(ActivationPrecision precision, byte* block, int group)
    {
        switch (precision)
        {
            case ActivationPrecision.Int16:
                Int16Activations.Pad(block, group);
                break;
            case ActivationPrecision.Int8:
                Int8Activations.Pad(block, group);
                break;
            default:
                float* zeros = stackalloc float[WeightMatrix.GroupSize];
                new Span<float>(zeros, WeightMatrix.GroupSize).Clear();
                Permute(zeros, (float*)block + (group * (WeightMatrix.GroupSize / WordColumns)));
                break;
        }
    }

    /// <summary>A group of four words.</summary>
    private static void Permute(float* source, float* destination)
    {
        for (int j = 0; j < WeightMatrix.GroupSize / WordColumns; j++)
        {
            for (int k = 0; k < WordColumns; k++)
            {
                destination[(BlockWords * k) + j] = source[(WordColumns * j) + k];
            }
        }
    }

    private long Index(int token) => _selected == null ? token : _selected[token];
}
