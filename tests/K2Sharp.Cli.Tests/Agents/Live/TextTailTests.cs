using K2Sharp.Cli.Agents.Live;

namespace K2Sharp.Cli.Tests.Agents.Live;

public sealed class TextTailTests
{
    [Fact]
    public void The_last_lines_are_broken_at_words_and_at_the_width()
    {
        var tail = new TextTail();
        tail.Add("one\ntwo words here\naaaaaaaaaa");
        tail.Add("aaaaa");
        Assert.Equal(["two words", "here", "aaaaaaaaaa", "aaaaa"], tail.Lines(10, 4));
        tail.Clear();
        Assert.True(tail.IsEmpty);
    }

    [Fact]
    public void A_long_text_keeps_its_end()
    {
        var tail = new TextTail();
        for (int i = 0; i < 5000; i++)
        {
            tail.Add($"line {i}\n");
        }

        Assert.Equal(["line 4998", "line 4999"], tail.Lines(40, 2));
    }

    [Theory]
    [InlineData("a\nb\nc", 3, 0)]
    [InlineData("a\nb\nc\nd", 4, 0)]
    [InlineData("a\nb\nc\nd\ne", 3, 2)]
    public void A_head_says_how_much_more_there_is_unless_it_is_one_line(string text, int lines, int more)
    {
        (IReadOnlyList<string> head, int rest) = TextTail.Head(text, 40, 3);
        Assert.Equal((lines, more), (head.Count, rest));
    }
}
