using System.Text;
using K2Sharp.Text.Schema.Grammar;

namespace K2Sharp.Text.Tests.Schema.Grammar;

/// <summary>The state of one text.</summary>
public sealed class GrammarStateTests
{
    private const string Person = """{"type":"object","properties":{"name":{"type":"string"},"kind":{"const":"person"}},"required":["name"],"additionalProperties":false}""";

    [Fact]
    public void Forced_bytes_go_up_to_the_next_choice()
    {
        GrammarState state = GrammarRun.Compile(Person).CreateState();
        Assert.Equal("{\"", Forced(state));
        Assert.True(state.TryAccept("{\"k"u8));
        Assert.Equal("ind\":\"person\",\"name\":\"", Forced(state));
        Assert.True(state.TryAccept("ind\":\"person\",\"name\":\"x\""u8));
        Assert.Equal("}", Forced(state));
        Assert.False(state.CanEnd);
        Assert.True(state.TryAccept("}"u8));
        Assert.True(state.CanEnd && state.MustEnd);
        Assert.Equal("", Forced(state));
    }

    [Fact]
    public void A_refused_token_leaves_the_state_as_it_was()
    {
        GrammarState state = GrammarRun.Compile(Person).CreateState();
        Assert.False(state.TryAccept("{\"name\":1"u8));
        Assert.True(state.TryAccept("{\"name\":\""u8));
        byte[] smile = Encoding.UTF8.GetBytes("🙂");
        Assert.True(state.TryAccept(smile.AsSpan(0, 2)));
        Assert.False(state.TryAccept("\""u8));
        Assert.True(state.TryAccept(smile.AsSpan(2)));
        Assert.True(state.TryAccept("\"}"u8));
        Assert.True(state.MustEnd);
    }

    [Fact]
    public void Clones_go_their_own_way_and_reset_begins_again()
    {
        GrammarState state = GrammarRun.Compile("{}").CreateState();
        Assert.True(state.TryAccept("{\"a\":1,\""u8));
        GrammarState clone = state.Clone();
        Assert.True(clone.TryAccept("b\":2}"u8));
        Assert.False(state.TryAccept("a\":2}"u8));
        Assert.True(state.TryAccept("c\":2}"u8));
        Assert.True(clone.MustEnd);
        clone.Reset();
        Assert.True(clone.TryAccept("[1]"u8));
        clone.CopyFrom(state);
        Assert.True(clone.MustEnd);
        Assert.Throws<ArgumentException>(() => clone.CopyFrom(CompiledGrammar.AnyObject().CreateState()));
    }

    [Fact]
    public void Numbers_may_end_or_go_on()
    {
        GrammarState state = GrammarRun.Compile("""{"type":"integer","minimum":0,"maximum":12}""").CreateState();
        Assert.False(state.CanEnd);
        Assert.True(state.TryAccept("1"u8));
        Assert.True(state.CanEnd);
        Assert.False(state.MustEnd);
        Assert.Equal("", Forced(state));
        Assert.True(state.TryAccept("2"u8));
        Assert.True(state.MustEnd);
        Assert.False(state.TryAccept("0"u8));
    }

    [Fact]
    public void Expressions_and_choices_are_plain_text()
    {
        CompiledGrammar regex = CompiledGrammar.FromRegex("[a-z]+(é|\\n)\"?");
        Assert.True(regex.Accepts("abé\""));
        Assert.True(regex.Accepts("a\n"));
        Assert.False(regex.Accepts("é"));
        Assert.False(regex.Accepts("aéx"));
        CompiledGrammar choice = CompiledGrammar.FromChoices(["yes", "yes, of course", "no"]);
        GrammarState state = choice.CreateState();
        Assert.True(state.TryAccept("y"u8));
        Assert.Equal("es", Forced(state));
        Assert.True(state.TryAccept("es"u8));
        Assert.True(state.CanEnd);
        Assert.False(state.MustEnd);
        Assert.True(state.TryAccept(", of course"u8));
        Assert.True(state.MustEnd);
        Assert.Throws<GrammarException>(() => CompiledGrammar.FromChoices([]));
        Assert.Throws<GrammarException>(() => CompiledGrammar.FromRegex("a(?!b)"));
        Assert.Throws<GrammarException>(() => CompiledGrammar.FromRegex("[]"));
    }

    [Fact]
    public void Objects_and_values_without_a_schema()
    {
        Assert.True(CompiledGrammar.AnyObject().Accepts("{\"x\":[1]}"));
        Assert.False(CompiledGrammar.AnyObject().Accepts("[1]"));
        Assert.True(CompiledGrammar.AnyValue().Accepts("[1]"));
    }

    private static string Forced(GrammarState state)
    {
        byte[] buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, state.GetForcedBytes(buffer));
    }
}
