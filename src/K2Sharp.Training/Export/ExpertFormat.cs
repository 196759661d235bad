using System.Globalization;

namespace K2Sharp.Training.Export;

/// <summary>How routed experts are written; everything else is BF16 in every format.</summary>
internal sealed record ExpertFormat
{
    private ExpertFormat(string name, int? bits, bool isPacked) => (Name, Bits, IsPacked) = (name, bits, isPacked);

    /// <summary>The published format: packed INT4 with a BF16 scale per 32 columns.</summary>
    public static ExpertFormat Int4 { get; } = new("int4", 4, isPacked: true);

    /// <summary>As trained, rounded to BF16 like the rest.</summary>
    public static ExpertFormat Bf16 { get; } = new("bf16", null, isPacked: false);

    /// <summary>A short name: <c>int4</c>, <c>bf16</c> or <c>3-bit</c>.</summary>
    public string Name { get; }

    /// <summary>Bits of a code; null where nothing is rounded to codes.</summary>
    public int? Bits { get; }

    /// <summary>Whether codes are stored, as opposed to the weights that they stand for.</summary>
    public bool IsPacked { get; }

    /// <summary>Rounded to codes of 4, 3 or 2 bits and stored as the float32 weights that they stand for, which the engine runs at any width.</summary>
    public static ExpertFormat Rounded(int bits) => bits is 2 or 3 or 4
        ? new(string.Create(CultureInfo.InvariantCulture, $"{bits}-bit"), bits, isPacked: false)
        : throw new ArgumentOutOfRangeException(nameof(bits), bits, "2, 3 or 4 bits are supported");
}
