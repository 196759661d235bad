using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsCheck;
using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Data;
using K2Sharp.Training.Tests.Data;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Tests.Tokens;

public sealed class VocabularyTrainerTests
{
    [Fact]
    public void Bytes_come_first_and_then_the_most_frequent_unions()
    {
        IReadOnlyList<byte[]> tokens = VocabularyTrainer.Train(["xab xab xab", "cd cd"], 260);
        for (int value = 0; value < 256; value++)
        {
            Assert.Equal([(byte)value], tokens[value]);
        }

        // ab and xa three times each, then xab three times, cd twice; whole words with what stands before them come last.
        Assert.Equal(["ab", "xab", "cd", " xab"], tokens.Skip(256).Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public void Ties_are_broken_by_bytes_and_order_of_texts_does_not_matter()
    {
        Assert.Equal("ab", Encoding.UTF8.GetString(VocabularyTrainer.Train(["zy", "ab", "mn"], 257)[256]));
        string[] texts = [.. Texts(50)];
        Assert.Equal(VocabularyTrainer.Train(texts, 400), VocabularyTrainer.Train(texts.Reverse(), 400));
    }

    [Fact]
    public void A_word_that_is_no_token_has_the_same_pieces_wherever_it_stands()
    {
        IReadOnlyList<byte[]> tokens = VocabularyTrainer.Train(Texts(200), 500);
        K2Tokenizer tokenizer = VocabularyFiles.Tokenizer(tokens);
        int alike = 0;
        foreach (string word in (string[])["crater", "velmor", "brasket", "thistle", "quondle", "plimber", "snorth", "gwist"])
        {
            int[] bare = tokenizer.Encode(word);
            alike += tokenizer.Encode(" " + word).SequenceEqual([.. tokenizer.Encode(" "), .. bare]) ? 1 : 0;
        }

        // A first piece that is a whole word elsewhere may join the space.
        Assert.InRange(alike, 6, 8);
    }

    [Fact]
    public void What_stands_before_a_word_joins_it_after_all_other_unions()
    {
        string[] learned = [.. VocabularyTrainer.Train(Texts(200), 500).Skip(256).Select(Encoding.Latin1.GetString)];
        int first = Array.FindIndex(learned, IsLed);
        Assert.InRange(first, 1, learned.Length - 1);
        Assert.All(learned.Skip(first), token => Assert.True(!char.IsLetterOrDigit(token[0]) && learned.Take(first).Contains(token[1..], StringComparer.Ordinal), token));
    }

    /// <summary>The definition, step by step with the finished tokenizer: count the unions of neighbours in what it gives, and add the most frequent.</summary>
    [Fact]
    public void Each_token_is_the_most_frequent_union_in_what_the_tokenizer_gives_so_far()
    {
        // Without characters that can stand before a word.
        Gen.Char["abc1sé\n"].Array[1, 40].Array[1, 6].Sample(
            texts =>
            {
                string[] corpus = [.. texts.Select(characters => new string(characters))];
                List<byte[]> expected = [.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value })];
                for (int i = 0; i < 20 && NextByDefinition(corpus, expected) is { } next; i++)
                {
                    expected.Add(next);
                }

                Assert.Equal(expected, VocabularyTrainer.Train(corpus, expected.Count));
            },
            iter: 150);
    }

    [Fact]
    public void Digits_stay_single()
    {
        IReadOnlyList<byte[]> tokens = VocabularyTrainer.Train(Texts(200), 500);
        Assert.All(tokens.Skip(256), token => Assert.DoesNotContain(token, value => char.IsAsciiDigit((char)value)));
        K2Tokenizer tokenizer = VocabularyFiles.Tokenizer(tokens);
        Assert.Equal(["9", ".", "1", "1", " "], tokenizer.Encode("9.11 ").Select(id => tokenizer.Decode([id])));
    }

    [Fact]
    public void A_corpus_that_is_too_small_is_refused() =>
        Assert.Contains("257", Assert.Throws<ArgumentException>(() => VocabularyTrainer.Train(["ab 12"], 300)).Message, StringComparison.Ordinal);

    [Fact]
    public void Five_megabytes_take_seconds()
    {
        string text = string.Concat(Texts(500));
        string[] texts = [.. Enumerable.Repeat(text, 5_000_000 / text.Length)];
        long begin = Stopwatch.GetTimestamp();
        VocabularyTrainer.Train(texts, 700);
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0, 20);
    }

    private static bool IsLed(string token) => token.Length > 1 && token[0] == ' ' && char.IsLetter(token[1]);

    private static IEnumerable<string> Texts(int episodes) =>
        new TaskSuite([new SuiteEntry(new PocketFamily(), 1)]).Corpus(2).Take(episodes).SelectMany(EpisodePrompt.Texts)
            .Select((text, i) => $"{text} {Word(i)}");

    // Words that differ, so that there is something to learn.
    private static string Word(int i) =>
        string.Concat((i * 7919).ToString("x", CultureInfo.InvariantCulture).Select(digit => char.IsAsciiDigit(digit) ? (char)('g' + digit - '0') : digit));

    private static byte[]? NextByDefinition(string[] corpus, List<byte[]> tokens)
    {
        K2Tokenizer tokenizer = VocabularyFiles.Tokenizer(tokens);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string text in corpus)
        {
            for (int start = 0, length; start < text.Length; start += length)
            {
                length = KimiPreTokenizer.NextPiece(text.AsSpan(start));
                int[] ids = tokenizer.Encode(text.Substring(start, length));
                for (int i = 0; i + 1 < ids.Length; i++)
                {
                    string union = Encoding.Latin1.GetString([.. tokenizer.GetBytes(ids[i]), .. tokenizer.GetBytes(ids[i + 1])]);
                    if (!union.Any(char.IsAsciiDigit))
                    {
                        counts[union] = counts.GetValueOrDefault(union) + 1;
                    }
                }
            }
        }

        // The first of the greatest: keys come in the order of bytes.
        return counts.Count == 0 ? null : Encoding.Latin1.GetBytes(counts.MaxBy(pair => pair.Value).Key);
    }
}
