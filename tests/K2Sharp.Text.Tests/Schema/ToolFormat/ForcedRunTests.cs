using CsCheck;
using K2Sharp.Text.Schema.ToolFormat;
using K2Sharp.Text.Tests.Tokenization;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Tests.Schema.ToolFormat;

public sealed class ForcedRunTests
{
    [Fact]
    public void A_word_that_is_not_whole_is_left_to_the_model()
    {
        K2Tokenizer tokenizer = TestVocabulary.Create(["nd", "ind", "find", ".find", "fu", "func"]);
        Assert.Equal("func", Forced(tokenizer, "func.find:0", "func.fetch:0"));
        Assert.Equal("func.find:0", Forced(tokenizer, "func.find:0"));
        Assert.Equal("func", Forced(tokenizer, "func.find:0", "func.find_x:0"));
        Assert.Equal("func.find", Forced(tokenizer, "func.find_1:0", "func.find_2:0"));
    }

    [Fact]
    public void The_word_before_an_apostrophe_may_take_it_in()
    {
        Assert.Equal("of", Forced(TestVocabulary.Small, "of it's", "of it'"));
        Assert.Equal("of", Forced(TestVocabulary.Small, "of it're", "of it'rx"));
    }

    [Fact]
    public void Forced_tokens_are_those_of_every_text_that_may_come()
    {
        Gen<string> some = TextGen.Valid.Where(text => text.Length > 0);
        Gen.Select(TextGen.Valid, some, some).Sample((head, one, other) =>
        {
            var run = new ForcedRun(TestVocabulary.Small);
            run.SetText(new HeaderGrammar(TestVocabulary.Small, [head + one, head + other]).Start());
            int[] forced = run.Tokens.ToArray();
            Assert.Equal(forced, TestVocabulary.Small.Encode(head + one).Take(forced.Length));
            Assert.Equal(forced, TestVocabulary.Small.Encode(head + other).Take(forced.Length));
        }, iter: 20_000);
    }

    private static string Forced(K2Tokenizer tokenizer, params string[] texts)
    {
        var run = new ForcedRun(tokenizer);
        run.SetText(new HeaderGrammar(tokenizer, texts).Start());
        return tokenizer.Decode(run.Tokens);
    }
}
