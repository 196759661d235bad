using K2Sharp.Text.Schema.Grammar;

namespace K2Sharp.Text.Tests.Schema.Grammar;

/// <summary>The language that schemas compile to, as docs/structured-output.md describes it.</summary>
public sealed class JsonLanguageTests
{
    [Theory]
    [InlineData("{}", "[1,{\"a\":null},\"x\",true,-0.5e+3]", "")]
    [InlineData("{}", "", "[1, 2]")]
    [InlineData("{}", "", " 1")]
    [InlineData("{}", "\"\\u00e9\\ud83d\\ude42\\/\"", "\"\\ud83d\"")]
    [InlineData("{}", "", "\"\\ude42\"")]
    [InlineData("{}", "", "\"\t\"")]
    [InlineData("{}", "{\"a\":1,\"b\":2}", "{\"a\":1,\"a\":2}")]
    [InlineData("{}", "{\"a\":{\"a\":1}}", "{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{}", "", "01")]
    [InlineData("{}", "", "1.")]
    [InlineData("{}", "1e307", "1e308")]
    public void Plain_JSON(string schema, string accepted, string refused) => Check(schema, accepted, refused);

    [Theory]
    [InlineData("{'type':'object','properties':{'a':{'type':'integer'},'b':{}},'required':['a'],'additionalProperties':false}", "{'b':[],'a':1}", "{'b':1}")]
    [InlineData("{'type':'object','properties':{'a':{'type':'integer'}},'additionalProperties':false}", "{}", "{'c':1}")]
    [InlineData("{'properties':{'a':{'type':'integer'}}}", "{'c':'x','a':1}", "{'c':1,'a':'x'}")]
    [InlineData("{'properties':{'ab':{'type':'integer'}}}", "{'a':'x','abc':'y'}", "{'ab':'x'}")]
    [InlineData("{'type':'object','minProperties':2,'maxProperties':2}", "{'a':1,'b':2}", "{'a':1}")]
    [InlineData("{'type':'object','maxProperties':1}", "{}", "{'a':1,'b':2}")]
    [InlineData("{'type':'object','patternProperties':{'^x':{'type':'integer'}},'additionalProperties':{'type':'string'}}", "{'x1':1,'y':'s'}", "{'x1':'s'}")]
    [InlineData("{'type':'object','propertyNames':{'pattern':'^[a-c]$'},'minProperties':3}", "{'a':1,'c':1,'b':1}", "{'a':1,'b':1}")]
    [InlineData("{'type':'object','required':['ab'],'maxProperties':2}", "{'a':1,'ab':2}", "{'a':1,'b':2}")]
    [InlineData("{'type':'object','required':['abc','abd'],'maxProperties':4}", "{'a':1,'abd':2,'ab':3,'abc':4}", "{'a':1,'abd':2,'abd':3,'abc':4}")]
    [InlineData("{'dependentRequired':{'a':['b']}}", "{'a':1,'b':1}", "{'a':1}")]
    [InlineData("{'dependencies':{'a':['b']}}", "{'a':1,'b':1}", "{'a':1}")]
    [InlineData("{'type':'object','unevaluatedProperties':false,'anyOf':[{'properties':{'a':{}},'required':['a']},{'properties':{'b':{}}}]}", "{'a':1,'b':2}", "{'c':1}")]
    public void Objects(string schema, string accepted, string refused) => Check(Quoted(schema), Quoted(accepted), Quoted(refused));

    [Theory]
    [InlineData("{'type':'array','items':{'type':'integer'},'minItems':1,'maxItems':3}", "[1,2,3]", "[]")]
    [InlineData("{'type':'array','items':{'type':'integer'},'maxItems':3}", "[]", "[1,2,3,4]")]
    [InlineData("{'type':'array','prefixItems':[{'type':'string'}],'items':{'type':'integer'}}", "['a',1,2]", "[1]")]
    [InlineData("{'type':'array','contains':{'const':1},'minContains':2,'maxContains':2}", "[1,0,1]", "[1,1,1]")]
    [InlineData("{'type':'array','contains':{'type':'string'}}", "[1,'a']", "[1]")]
    [InlineData("{'type':'array','items':{'type':'string'},'uniqueItems':true}", "['a','b']", "['a','b','a']")]
    [InlineData("{'type':'array','items':{'enum':['a','b',3]},'uniqueItems':true}", "['b',3,'a']", "['a','a']")]
    [InlineData("{'type':'array','items':{'type':'string'},'uniqueItems':true}", "['a\\n']", "['\\u0061']")]
    public void Arrays(string schema, string accepted, string refused) => Check(Quoted(schema), Quoted(accepted), Quoted(refused));

    [Theory]
    [InlineData("{'type':'integer'}", "-12", "1.0")]
    [InlineData("{'type':'integer'}", "0", "-0")]
    [InlineData("{'type':'number','minimum':-1.5,'maximum':10}", "-1.5", "-1.51")]
    [InlineData("{'type':'number','minimum':-1.5,'maximum':10}", "10", "10.01")]
    [InlineData("{'type':'number','exclusiveMinimum':0}", "0.001", "0.000")]
    [InlineData("{'type':'integer','minimum':7,'maximum':120}", "119", "121")]
    [InlineData("{'type':'integer','minimum':7,'maximum':120}", "7", "6")]
    [InlineData("{'multipleOf':0.01}", "12.34", "12.345")]
    [InlineData("{'type':'integer','multipleOf':7}", "-49", "-48")]
    [InlineData("{'multipleOf':1e3}", "12000", "12001")]
    [InlineData("{'not':{'type':'integer'},'type':'number'}", "1.5", "1.0")]
    [InlineData("{'enum':[1,2.5]}", "2.5", "2")]
    public void Numbers(string schema, string accepted, string refused) => Check(Quoted(schema), Quoted(accepted), Quoted(refused));

    [Theory]
    [InlineData("{'type':'string','minLength':2,'maxLength':3}", "'天🙂'", "'a'")]
    [InlineData("{'type':'string','minLength':2,'maxLength':3}", "'\\u0041\\ud83d\\ude42x'", "'abcd'")]
    [InlineData("{'type':'string','maxLength':600}", "''", "1")]
    [InlineData("{'type':'string','pattern':'^a+$'}", "'aa'", "'ab'")]
    [InlineData("{'type':'string','pattern':'b'}", "'abc'", "'ac'")]
    [InlineData("{'type':'string','pattern':'^(foo|bar)'}", "'barn'", "'xbar'")]
    [InlineData("{'type':'string','pattern':'^\\\\p{Lu}$'}", "'É'", "'é'")]
    [InlineData("{'type':'string','pattern':'^.$'}", "'🙂'", "'\\n'")]
    [InlineData("{'type':'string','pattern':'^a*$','minLength':2,'maxLength':3}", "'aaa'", "'aaaa'")]
    [InlineData("{'type':'string','format':'date'}", "'2024-02-29'", "'2023-02-29'")]
    [InlineData("{'type':'string','format':'date-time'}", "'2024-02-28T23:59:59.5Z'", "'2024-02-28'")]
    [InlineData("{'type':'string','format':'uuid'}", "'123e4567-e89b-12d3-a456-426614174000'", "'123e4567'")]
    [InlineData("{'type':'string','format':'email'}", "'a.b+c@example.org'", "'a@@b'")]
    [InlineData("{'type':'string','format':'ipv4'}", "'255.1.0.10'", "'256.1.1.1'")]
    [InlineData("{'type':'string','format':'ipv6'}", "'fe80::1'", "'fe80::1::2'")]
    [InlineData("{'type':'string','format':'uri'}", "'https://example.org/a?b#c'", "'example'")]
    [InlineData("{'type':'string','format':'hostname'}", "'a-b.example'", "'-a'")]
    [InlineData("{'type':'string','format':'unheard-of'}", "'x'", "1")]
    [InlineData("{'enum':['é',null]}", "'é'", "'\\u00e9'")]
    public void Strings(string schema, string accepted, string refused) => Check(Quoted(schema), Quoted(accepted), Quoted(refused));

    [Theory]
    [InlineData("{'oneOf':[{'type':'integer'},{'minimum':2}]}", "2.5", "3")]
    [InlineData("{'anyOf':[{'properties':{'a':{'type':'integer'}},'required':['a']},{'properties':{'a':{'type':'string'}},'required':['a','b']}]}", "{'a':'x','b':1}", "{'a':'x'}")]
    [InlineData("{'allOf':[{'properties':{'a':{'minimum':3}}},{'properties':{'a':{'type':'integer','maximum':5}}}],'required':['a']}", "{'a':4}", "{'a':6}")]
    [InlineData("{'if':{'properties':{'k':{'const':'n'}},'required':['k']},'then':{'required':['n']},'else':{'required':['m']}}", "{'m':1,'k':'x'}", "{'k':'n','m':1}")]
    [InlineData("{'not':{'required':['a']},'type':'object'}", "{'b':1}", "{'a':1}")]
    [InlineData("{'$ref':'#/$defs/t','$defs':{'t':{'type':'array','items':{'anyOf':[{'$ref':'#/$defs/t'},{'type':'null'}]}}}}", "[[],[null,[[]]]]", "[1]")]
    [InlineData("{'$ref':'#x','$defs':{'t':{'$anchor':'x','type':'boolean'}}}", "true", "1")]
    [InlineData("{'const':{'a':[1,{'b':null}]}}", "{'a':[1,{'b':null}]}", "{'a':[1,{}]}")]
    public void Combinations(string schema, string accepted, string refused) => Check(Quoted(schema), Quoted(accepted), Quoted(refused));

    [Fact]
    public void Depth_is_limited_and_every_text_can_still_be_completed()
    {
        CompiledGrammar grammar = CompiledGrammar.AnyValue(new GrammarOptions { MaxDepth = 5 });
        Assert.True(grammar.Accepts("[[[[[]]]]]"));
        Assert.False(grammar.Accepts("[[[[[[]]]]]]"));
        CompiledGrammar needy = CompiledGrammar.FromJsonSchema(
            GrammarRun.Json(Quoted("{'$ref':'#/$defs/t','$defs':{'t':{'type':'object','required':['x'],'properties':{'x':{'type':'array'},'y':{'$ref':'#/$defs/t'}},'additionalProperties':false}}}")),
            new GrammarOptions { MaxDepth = 4 });
        Assert.True(needy.Accepts(Quoted("{'y':{'y':{'x':[]},'x':[]},'x':[]}")));
        Assert.False(needy.Accepts(Quoted("{'y':{'y':{'y':{'x':[]},'x':[]},'x':[]},'x':[]}")));
        Random random = new(3);
        for (int i = 0; i < 30; i++)
        {
            GrammarRun.Walk(needy, random);
            GrammarRun.Walk(grammar, random);
        }
    }

    [Fact]
    public void Names_of_a_finite_kind_run_out_without_a_dead_end()
    {
        CompiledGrammar grammar = GrammarRun.Compile(Quoted("{'type':'object','propertyNames':{'pattern':'^[a-c][a-c][a-c][a-c]$'},'additionalProperties':{'const':1}}"));
        Random random = new(1);
        for (int i = 0; i < 20; i++)
        {
            GrammarRun.Walk(grammar, random, maxTokens: 1_500);
        }

        Assert.True(grammar.Accepts(Quoted("{'aaaa':1,'aaab':1,'aaac':1,'aaba':1}")));
        Assert.False(grammar.Accepts(Quoted("{'aaaa':1,'aaab':1,'aaac':1,'aaaa':1}")));
    }

    private static string Quoted(string text) => text.Replace('\'', '"');

    private static void Check(string schema, string accepted, string refused)
    {
        CompiledGrammar grammar = GrammarRun.Compile(schema);
        Assert.True(accepted.Length == 0 || grammar.Accepts(accepted), accepted);
        Assert.False(grammar.Accepts(refused), refused);
    }
}
