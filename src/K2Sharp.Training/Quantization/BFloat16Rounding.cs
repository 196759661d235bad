namespace K2Sharp.Training.Quantization;

/// <summary>bfloat16 as the upper half of a float32.</summary>
internal static class BFloat16Rounding
{
    /// <summary>The nearest bfloat16, ties to even; a NaN stays one.</summary>
    public static ushort FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The value, exactly.</summary>
    public static float ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
