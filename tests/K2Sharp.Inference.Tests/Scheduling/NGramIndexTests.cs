using CsCheck;
using K2Sharp.Inference.Scheduling;

namespace K2Sharp.Inference.Tests.Scheduling;

public sealed class NGramIndexTests
{
    // So many that the 64 n-grams of four kinds of tokens have each a place of its own.
    private const int Places = 1 << 20;

    [Fact]
    public void What_followed_the_same_three_tokens_last_is_guessed()
    {
        var index = new NGramIndex(100);
        int[] guess = new int[4];
        int[] text = [1, 2, 3, 4, 5, 9, 1, 2, 3, 7, 8, 9, 1, 2, 3];
        Assert.Equal(4, index.Guess(text, guess));
        Assert.Equal([7, 8, 9, 1], guess);
    }

    [Fact]
    public void Near_the_end_the_guess_is_short()
    {
        int[] guess = new int[4];
        Assert.Equal(1, new NGramIndex(100).Guess([5, 5, 5, 5], guess));
        Assert.Equal(5, guess[0]);
    }

    [Theory]
    [InlineData]
    [InlineData(1)]
    [InlineData(1, 2)]
    [InlineData(1, 2, 3)]
    [InlineData(1, 2, 3, 4, 1, 2)]
    public void Without_a_repetition_nothing_is_guessed(params int[] text) => Assert.Equal(0, new NGramIndex(100).Guess(text, new int[4]));

    [Fact]
    public void A_guess_is_what_stands_behind_an_earlier_place_with_the_same_end_however_the_text_came() => Gen.Select(
        Gen.Int[0, 3].Array[0, 300], Gen.Int[1, 300].Array[0, 10], Gen.Int[1, 8]).Sample((text, lengths, most) =>
        {
            var index = new NGramIndex(Places);
            int[] guess = new int[most];
            int told = 0;
            foreach (int length in lengths.Where(length => length <= text.Length).Order().Append(text.Length))
            {
                told = index.Guess(text.AsSpan(0, length), guess);
            }

            int[] expected = Oracle(text, most);
            Assert.Equal(expected, guess[..told]);
        },
        iter: 50);

    private static int[] Oracle(int[] text, int most)
    {
        for (int end = text.Length - 1; end >= 3; end--)
        {
            if (text.AsSpan(end - 3, 3).SequenceEqual(text.AsSpan(text.Length - 3)))
            {
                return text[end..Math.Min(end + most, text.Length)];
            }
        }

        return [];
    }
}
