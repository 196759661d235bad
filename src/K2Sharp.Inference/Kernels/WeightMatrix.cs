namespace K2Sharp.Inference.Kernels;

/// <summary>A row-major weight matrix [rows, columns] that lies in the checkpoint's map, in its published layout, or in that of a side file; it owns nothing.</summary>
internal readonly unsafe struct WeightMatrix
{
    public const int GroupSize = 32;

    public WeightMatrix(float* data, int rows, int columns)
        : this(WeightFormat.Float32, data, null, rows, columns)
    {
    }

    public WeightMatrix(ushort* bfloat16, int rows, int columns)
        : this(WeightFormat.BFloat16, bfloat16, null, rows, columns)
    {
    }

    /// <param name="packed">[rows, columns / 2] bytes: byte k of a row holds column 2k in its low and 2k + 1 in its high nibble.</param>
    /// <param name="scales">[rows, columns / 32] bfloat16.</param>
    /// <param name="rows">Output dimension.</param>
    /// <param name="columns">Input dimension, a multiple of 32.</param>
    public WeightMatrix(byte* packed, ushort* scales, int rows, int columns)
        : this(WeightFormat.Int4Group32, packed, scales, rows, columns)
    {
    }

    /// <param name="codes">[rows, columns / 128 rounded up, 128] codes; within a block in the order of <see cref="Int8Row"/>, padded with 0.</param>
    /// <param name="scales">[rows, columns / 128 rounded up, 4] bfloat16, padded with 0.</param>
    /// <param name="rows">Output dimension.</param>
    /// <param name="columns">Input dimension, a multiple of 32.</param>
    public WeightMatrix(sbyte* codes, ushort* scales, int rows, int columns)
        : this(WeightFormat.Int8Group32, codes, scales, rows, columns)
    {
    }

    private WeightMatrix(WeightFormat format, void* data, ushort* scales, int rows, int columns, byte* ahead = null)
    {
        Ahead = ahead;
        Format = format;
        Data = data;
        Scales = scales;
        Rows = rows;
        Columns = columns;
    }

    public WeightFormat Format { get; }

    public void* Data { get; }

    /// <summary>One bfloat16 per group of 32 columns, row-major; null unless the format has codes.</summary>
    public ushort* Scales { get; }

    /// <summary>The output dimension.</summary>
    public int Rows { get; }

    /// <summary>The input dimension.</summary>
    public int Columns { get; }

    /// <summary>
    /// As many bytes as the matrix has that will be read soon, or null: kernels of dense matrices may ask for them while they multiply, the first half in
    /// products with rows, the second in products with columns. No result depends on it.
    /// </summary>
    public byte* Ahead { get; }

    /// <summary>Bytes that one pass over the matrix reads, scales included.</summary>
    public long ByteCount => Format.ByteCount(Rows, Columns);

    /// <summary>Asks for large pages where the matrix lies.</summary>
    public void UseLargePages()
    {
        LargePages.Advise((nint)Data, (nuint)(Rows * Format.RowBytes(Columns)));
        LargePages.Advise((nint)Scales, (nuint)(Rows * Format.RowScales(Columns) * sizeof(ushort)));
    }

    /// <summary>The same matrix with what will be read soon.</summary>
    public WeightMatrix WithAhead(byte* memory) => new(Format, Data, Scales, Rows, Columns, memory);

    /// <summary>Rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> as a matrix of their own.</summary>
    public WeightMatrix Slice(int first, int count)
    {
        void* data = (byte*)Data + (first * Format.RowBytes(Columns));
        return new WeightMatrix(Format, data, Scales == null ? null : Scales + (first * Format.RowScales(Columns)), count, Columns);
    }
}
