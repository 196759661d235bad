using K2Sharp.Text.Schema.ToolFormat;
using static K2Sharp.Text.Tests.Schema.ToolFormat.AnswerWriter;

namespace K2Sharp.Text.Tests.Schema.ToolFormat;

public sealed class AnswerStateTests
{
    private const string Begin = "<|tool_calls_section_begin|>";
    private const string End = "<|tool_calls_section_end|>";
    private const string Call = "<|tool_call_begin|>";
    private const string Arguments = "<|tool_call_argument_begin|>";
    private const string CallEnd = "<|tool_call_end|>";
    private const string Stop = "<|im_end|>";

    private static readonly AnswerRules s_two = new() { Tools = [Tool("sum", "{\"a\":1}", "{\"a\":2,\"b\":3}"), Tool("search", "{\"q\":\"x\"}", "{}")] };

    [Fact]
    public void A_thought_is_free_and_ends_with_its_tag_or_a_section()
    {
        AnswerWriter answer = new(s_two);
        Assert.Equal("<think>", answer.Forced);
        Assert.Equal("any</think><|tool_calls_section_begin|>", answer.Must("<think>").Next());
        Assert.True(answer.State.IsFree);
        Assert.Equal("any</think><|tool_calls_section_begin|>", answer.Must("hm functions.sum:0 {").Next());
        Assert.Equal(Call, answer.Must(Begin).Forced);
    }

    [Fact]
    public void Content_may_end_only_when_it_says_something()
    {
        AnswerWriter answer = new AnswerWriter(s_two).Must("<think>a</think>");
        Assert.Equal("any<|tool_calls_section_begin|>", answer.Next());
        Assert.Equal("any<|tool_calls_section_begin|>", answer.Must(" \n").Next());
        Assert.Equal("any<|tool_calls_section_begin|><|im_end|>", answer.Must("x").Next());
        Assert.True(answer.Must(Stop).State.IsEnded);
        Assert.Equal(string.Empty, answer.Next());

        answer = new AnswerWriter(s_two with { ForbidEmptyAnswers = false, ForbidEndInThought = false }).Must("<think>");
        Assert.Equal("any</think><|tool_calls_section_begin|><|im_end|>", answer.Next());
        Assert.Equal("any<|tool_calls_section_begin|><|im_end|>", answer.Must("</think>").Next());
    }

    [Fact]
    public void Calls_name_declared_tools_count_on_and_keep_their_schemas()
    {
        AnswerWriter answer = new AnswerWriter(s_two, historyCalls: 41).Must("<think></think>Let me see." + Begin);
        Assert.Equal(Call, answer.Next());
        Assert.Equal("functions", answer.Must(Call).Forced);
        Assert.Equal("2", answer.Must("functions.s").Next());
        Assert.Equal("m:41", answer.Must("u").Forced);
        Assert.Equal(Arguments, answer.Must("m:41").Forced);
        Assert.Equal("{\"a", answer.Must(Arguments).Forced);
        Assert.Equal(0, answer.Must("{\"a\":").Write("3"));
        Assert.Equal(",\"b\":3}", answer.Must("2").Forced);
        Assert.Equal(CallEnd, answer.Must(",\"b\":3}").Forced);
        Assert.Equal(End + Call, answer.Must(CallEnd).Next());
        Assert.Equal(0, answer.Write("\n"));

        // The second call has the next number, whatever the tool.
        Assert.Equal("1", answer.Must(Call + "functions.search:42" + Arguments).Next());
        Assert.Equal(1, answer.State.Calls);
        Assert.Equal(Stop, answer.Must("{}" + CallEnd + End).Forced);
        Assert.Equal(Stop, answer.Next());
        Assert.True(answer.Must(Stop).State.IsEnded);
        Assert.Equal(2, answer.State.Calls);
    }

    [Theory]
    [InlineData(Begin + Call + "functions.sum:1")]
    [InlineData(Begin + Call + "s")]
    [InlineData(Begin + Call + "functions.o")]
    [InlineData(Begin + Call + "functions.sum:0 ")]
    [InlineData(Begin + Call + "functions.sum" + Arguments)]
    [InlineData(Begin + "x")]
    [InlineData(Begin + End)]
    [InlineData(Call)]
    [InlineData(End)]
    [InlineData(Arguments)]
    [InlineData("<think>")]
    [InlineData("</think>")]
    [InlineData("x[EOS]")]
    [InlineData("x<|im_user|>")]
    [InlineData(Begin + Call + "functions.sum:0" + Arguments + CallEnd)]
    [InlineData(Begin + Call + "functions.sum:0" + Arguments + "{\"a\":1}" + Stop)]
    [InlineData(Begin + Call + "functions.sum:0" + Arguments + "{\"a\":1}" + CallEnd + Begin)]
    [InlineData(Begin + Call + "functions.sum:0" + Arguments + "{\"a\":1}" + CallEnd + End + "x")]
    public void What_breaks_the_format_cannot_come(string content)
    {
        AnswerWriter answer = new AnswerWriter(s_two).Must("<think></think>");
        int length = Parsing.ByteTokenizer.Instance.Encode(content, allowSpecials: true).Length;
        Assert.Equal(length - 1, answer.Write(content));
    }

    [Fact]
    public void None_and_no_tools_allow_no_section()
    {
        Assert.Equal("any</think>", new AnswerWriter(s_two with { ToolChoice = ToolCallRule.None }).Must("<think>").Next());
        Assert.Equal("any<|im_end|>", new AnswerWriter(new AnswerRules(), AnswerStart.InContent).Must("a").Next());
    }

    [Fact]
    public void A_demanded_call_comes_after_the_thought()
    {
        AnswerWriter answer = new AnswerWriter(s_two with { ToolChoice = ToolCallRule.Required }).Must("<think>I");
        Assert.Equal("any</think><|tool_calls_section_begin|>", answer.Next());
        Assert.Equal(Begin, answer.Must("</think>").Forced);
        Assert.Equal(Begin, answer.Next());
        Assert.Equal(0, answer.Write("x"));
        answer.Must(Begin + Call + "functions.se");

        AnswerWriter named = new(s_two with { ToolChoice = ToolCallRule.Named("search") }, AnswerStart.InContent, historyCalls: 3);
        Assert.Equal(Begin, named.Forced);
        Assert.Equal("functions.search:3", named.Must(Begin + Call).Forced);
        Assert.Equal(Arguments, named.Must("functions.search:3").Forced);
    }

    [Fact]
    public void Without_parallel_calls_the_section_ends_after_one()
    {
        AnswerWriter answer = new AnswerWriter(s_two with { AllowParallelCalls = false }, AnswerStart.InContent)
            .Must(Begin + Call + "functions.search:0" + Arguments + "{}" + CallEnd);
        Assert.Equal(End, answer.Forced);
        Assert.Equal(0, answer.Write(Call));
    }

    [Fact]
    public void A_section_ends_some_time()
    {
        AnswerWriter answer = new AnswerWriter(s_two, AnswerStart.InContent).Must(Begin);
        for (int i = 0; i < 127; i++)
        {
            answer.Must($"{Call}functions.search:{i}{Arguments}{{}}{CallEnd}");
        }

        Assert.True(answer.May(Call));
        Assert.Equal(End, answer.Must($"{Call}functions.search:127{Arguments}{{}}{CallEnd}").Forced);
    }

    [Fact]
    public void Formatted_content_is_whole_or_a_call()
    {
        AnswerRules rules = s_two with { Content = ContentRule.Choice(["yes", "yes, but", "no"]) };
        AnswerWriter answer = new AnswerWriter(rules).Must("<think>a</think>");
        Assert.Equal("2<|tool_calls_section_begin|>", answer.Next());
        Assert.Equal(string.Empty, answer.Forced);
        Assert.Equal(string.Empty, answer.Must("y").Forced);
        Assert.Equal("1", answer.Must("e").Next());
        Assert.Equal(string.Empty, answer.Forced);
        Assert.Equal("1<|im_end|>", answer.Must("s").Next());
        Assert.Equal(string.Empty, answer.Forced);
        Assert.Equal(Stop, answer.Must(", but").Forced);

        Assert.Equal("no", new AnswerWriter(new AnswerRules { Content = ContentRule.Choice(["no"]) }, AnswerStart.InContent).Forced);
        Assert.Equal(Call, new AnswerWriter(rules).Must("<think>" + Begin).Forced);
        Assert.Equal("1", new AnswerWriter(new AnswerRules { Content = ContentRule.Regex("no|yes") }, AnswerStart.InContent, prefix: "ye").Next());
        AnswerFormatException refused = Assert.Throws<AnswerFormatException>(
            () => new AnswerWriter(new AnswerRules { Content = ContentRule.Regex("no|yes") }, AnswerStart.InContent, prefix: "x"));
        Assert.Equal("messages", refused.Field);
    }

    [Fact]
    public void Names_that_begin_as_others_do_are_told_apart()
    {
        AnswerRules rules = new() { Tools = [Tool("a", "{\"x\":1}"), Tool("a:0", "{\"y\":1}"), Tool("ab", "{\"z\":1}")] };
        AnswerWriter answer = new AnswerWriter(rules, AnswerStart.InContent).Must(Begin + Call + "functions.a:0");
        Assert.Equal("1<|tool_call_argument_begin|>", answer.Next());
        Assert.Equal(string.Empty, answer.Forced);
        Assert.Equal(CallEnd, answer.Must(Arguments + "{\"x\":1}").Forced);
        Assert.Equal(CallEnd, answer.Must(CallEnd + Call + "functions.a:0:1" + Arguments + "{\"y\":1}").Forced);
    }

    [Theory]
    [InlineData("""{"name":"f","strict":false,"parameters":{"type":"object"}}""", "{\"any\":1}")]
    [InlineData("""{"name":"f"}""", "{\"any\":1}")]
    [InlineData("""{"name":"f","parameters":{"type":["null","object"],"examples":[{"a":1}]}}""", "{\"a\":1}")]
    [InlineData("""{"name":"f","strict":true,"parameters":{"examples":[{"a":1}]}}""", "{\"a\":1}")]
    public void Loose_tools_take_any_object(string function, string arguments)
    {
        AnswerRules rules = new() { Tools = [new(Json($$"""{"type":"function","function":{{function}} }"""))] };
        new AnswerWriter(rules, AnswerStart.InContent).Must(Begin + Call + "functions.f:0" + Arguments + arguments + CallEnd);
    }

    [Fact]
    public void Rules_that_cannot_be_kept_are_refused_with_their_place()
    {
        Refuse(new AnswerRules { ToolChoice = ToolCallRule.Required }, "tool_choice: a call is demanded, but no tools are declared");
        Refuse(s_two with { ToolChoice = ToolCallRule.Named("f") }, "tool_choice: no tool with the name f is declared");
        Refuse(new AnswerRules { Tools = [Tool("a"), Tool("a")] }, "tools[1].function.name: two tools have the name a");
        Refuse(new AnswerRules { Tools = [Tool("a", "{}"), new(Json("""{"function":{"name":"b","parameters":{"type":"object"}}}"""))] }, "tools[1].function.parameters: no examples");
        Refuse(new AnswerRules { Tools = [new(Json("""{"function":{"name":"b","parameters":{"type":"string"}}}"""))] }, "tools[0].function.parameters: expected a JSON Schema with the type object: arguments are always an object");
        Refuse(new AnswerRules { Tools = [new(Json("""{"function":{"name":"b","parameters":{},"strict":1}}"""))] }, "tools[0].function.strict: expected true or false");
        Refuse(s_two with { ToolChoice = ToolCallRule.Required, Content = ContentRule.JsonObject }, "response_format: an answer that must be a tool call has no content to give a form to; use tool_choice auto or none");
        Refuse(new AnswerRules { Content = ContentRule.Choice([]) }, "response_format.choice: at least one choice is needed");
    }

    [Fact]
    public void Grammars_are_kept_for_the_next_request()
    {
        WordGrammars source = new(Parsing.ByteTokenizer.Instance);
        AnswerFormatCompiler compiler = new(Parsing.ByteTokenizer.Instance, source);
        compiler.Compile(s_two);
        compiler.Compile(s_two with { ToolChoice = ToolCallRule.Named("sum"), Content = null });
        Assert.Equal(2, source.Made);
    }

    private static void Refuse(AnswerRules rules, string message) => Assert.Equal(message, Assert.Throws<AnswerFormatException>(() => Compiler().Compile(rules)).Message);
}
