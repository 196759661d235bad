using K2Sharp.Training.Quantization;

namespace K2Sharp.Training.Tests.Quantization;

public sealed class BFloat16RoundingTests
{
    [Theory]
    [InlineData(0x3F800000u, 0x3F80)] // exact
    [InlineData(0x3F808000u, 0x3F80)] // tie, down to even
    [InlineData(0x3F818000u, 0x3F82)] // tie, up to even
    [InlineData(0x3F808001u, 0x3F81)] // just above a tie
    [InlineData(0x3F80FFFFu, 0x3F81)]
    [InlineData(0xBF818000u, 0xBF82)] // negative tie
    [InlineData(0x7F7FFFFFu, 0x7F80)] // overflows to infinity
    [InlineData(0x7F800001u, 0x7FC0)] // NaN stays NaN
    public void Rounds_to_nearest_even(uint bits, int expected) =>
        Assert.Equal((ushort)expected, BFloat16Rounding.FromSingle(BitConverter.UInt32BitsToSingle(bits)));
}
