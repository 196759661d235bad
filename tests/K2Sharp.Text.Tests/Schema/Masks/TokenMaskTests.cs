using System.Buffers;
using System.Text;
using System.Text.Json;
using K2Sharp.TestData;
using K2Sharp.Text.Schema.Grammar;
using K2Sharp.Text.Schema.Masks;
using K2Sharp.Text.Tests.Schema.Grammar;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Tests.Schema.Masks;

/// <summary>Masks are what trying every token byte by byte would give.</summary>
public sealed class TokenMaskTests
{
    private static readonly SearchValues<byte> s_structure = SearchValues.Create("\"{}[]:,"u8);

    private static readonly Lazy<(K2Tokenizer Tokenizer, TokenTrie Trie)> s_kimi = new(() =>
    {
        K2Tokenizer tokenizer = K2Tokenizer.Load(SharedData.Tokenizer);
        return (tokenizer, TokenTrie.Create(tokenizer));
    });

    [Fact]
    public void Masks_of_the_real_vocabulary_are_exact()
    {
        (K2Tokenizer tokenizer, TokenTrie trie) = s_kimi.Value;
        Random random = new(11);
        ulong[] mask = new ulong[trie.MaskWords];
        string[] schemas =
        [
            "{}",
            """{"type":"string","minLength":3,"maxLength":40}""",
            """{"type":"string","pattern":"^[a-z ]{0,20}$"}""",
            """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0,"maximum":150},"tags":{"type":"array","items":{"enum":["new","old"]},"uniqueItems":true}},"required":["name"]}""",
            """{"anyOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false},{"type":"array","items":{"type":"string"},"uniqueItems":true}]}""",
            """{"type":"array","items":{"type":"object","additionalProperties":{"type":"number"}}}""",
        ];
        foreach (string schema in schemas)
        {
            GrammarState state = GrammarRun.Compile(schema).CreateState();
            for (int step = 0; step < 24 && !state.MustEnd; step++)
            {
                state.FillMask(trie, mask, TestContext.Current.CancellationToken);
                List<int> allowed = [];
                for (int id = 0; id < tokenizer.BaseVocabularySize; id++)
                {
                    bool bit = (mask[id >> 6] >> id & 1) != 0;
                    bool isChecked = step % 4 == 0 || bit == (random.Next(50) == 0);
                    Assert.True(!isChecked || bit == state.Allows(tokenizer.GetBytes(id)), $"token {id} ({Encoding.UTF8.GetString(tokenizer.GetBytes(id))}) at step {step} of {schema}");
                    if (bit)
                    {
                        allowed.Add(id);
                    }
                }

                for (int id = tokenizer.BaseVocabularySize; id < tokenizer.VocabularySize; id++)
                {
                    Assert.Equal(0UL, mask[id >> 6] >> id & 1);
                }

                List<int> structure = [.. allowed.Where(id => tokenizer.GetBytes(id).IndexOfAny(s_structure) >= 0)];
                List<int> pool = structure.Count > 0 && step % 2 == 1 ? structure : allowed;
                Assert.True(state.TryAccept(tokenizer.GetBytes(pool[random.Next(pool.Count)])));
            }
        }
    }

    [Fact]
    public void Repeated_names_lose_exactly_the_tokens_that_would_finish_them()
    {
        (K2Tokenizer tokenizer, TokenTrie trie) = s_kimi.Value;
        ulong[] mask = new ulong[trie.MaskWords];
        GrammarState state = GrammarRun.Compile("""{"type":"object","additionalProperties":{"type":"integer"}}""").CreateState();
        foreach (string text in (string[])["{\"name\":1,\"names\":2,\"", "n", "ame", "s", "x"])
        {
            Assert.True(state.TryAccept(Encoding.UTF8.GetBytes(text)));
            state.FillMask(trie, mask, TestContext.Current.CancellationToken);
            for (int id = 0; id < tokenizer.BaseVocabularySize; id++)
            {
                Assert.True((mask[id >> 6] >> id & 1) != 0 == state.Allows(tokenizer.GetBytes(id)), $"{Encoding.UTF8.GetString(tokenizer.GetBytes(id))} after {text}");
            }
        }
    }

    [Fact]
    public void A_token_that_begins_a_name_does_not_reach_a_used_one_that_cannot_go_on()
    {
        GrammarState state = GrammarRun.Compile("""{"type":"object","propertyNames":{"pattern":"^.{2}$"}}""").CreateState();
        Assert.True(state.TryAccept("""{"xy":1,"""u8));
        (int Id, byte[] Bytes)[] vocabulary = [.. ((string[])["\"", "\"x", "\"xy", "\"xy\"", "\"yx"]).Select((text, id) => (id, Encoding.UTF8.GetBytes(text)))];
        TokenTrie trie = TokenTrie.Create(vocabulary.Length, vocabulary);
        ulong[] mask = new ulong[trie.MaskWords];
        state.FillMask(trie, mask, TestContext.Current.CancellationToken);
        Assert.Equal([true, true, false, false, true], vocabulary.Select(token => (mask[0] >> token.Id & 1) != 0));
        Assert.All(vocabulary, token => Assert.Equal(state.Allows(token.Bytes), (mask[0] >> token.Id & 1) != 0));
    }

    [Fact]
    public void Small_vocabularies_are_exact_over_the_suites()
    {
        Random random = new(13);
        foreach (JsonElement schema in GrammarRun.Suite().Select(item => item.Schema).Concat(GrammarRun.Mfjs().Select(item => item.Schema)))
        {
            CompiledGrammar grammar;
            try
            {
                grammar = CompiledGrammar.FromJsonSchema(schema);
            }
            catch (GrammarException)
            {
                continue;
            }

            GrammarRun.Walk(grammar, random, maxTokens: 30, (state, mask) =>
            {
                for (int id = 0; id < GrammarRun.SmallVocabulary.Length; id++)
                {
                    Assert.True((mask[id >> 6] >> id & 1) != 0 == state.Allows(GrammarRun.SmallVocabulary[id]), $"token {id} in {schema.GetRawText()}");
                }
            });
        }
    }

    [Fact]
    public void A_cancelled_mask_leaves_the_state_as_it_was()
    {
        (_, TokenTrie trie) = s_kimi.Value;
        ulong[] mask = new ulong[trie.MaskWords];
        GrammarState state = GrammarRun.Compile("""{"type":"string","pattern":"^(?:[^x]|x[^y])*$"}""").CreateState();
        Assert.True(state.TryAccept("\""u8));
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => state.FillMask(trie, mask, source.Token));
        state.FillMask(trie, mask, TestContext.Current.CancellationToken);
        Assert.True(state.TryAccept("abc\""u8));
        Assert.Throws<ArgumentException>(() => state.FillMask(trie, new ulong[3], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_shared_grammar_serves_many_threads()
    {
        CompiledGrammar grammar = GrammarRun.Compile("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"array","items":{"type":"integer"}}}}""");
        ulong[][] expected = [.. Masks(grammar)];
        CompiledGrammar fresh = GrammarRun.Compile("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"array","items":{"type":"integer"}}}}""");
        Parallel.For(0, 16, _ =>
        {
            int step = 0;
            foreach (ulong[] mask in Masks(fresh))
            {
                Assert.Equal(expected[step++], mask);
            }
        });
    }

    private static IEnumerable<ulong[]> Masks(CompiledGrammar grammar)
    {
        GrammarState state = grammar.CreateState();
        foreach (char value in "{\"c\":{\"x\":[]},\"a\":\"é\\n\",\"b\":[1,22]}")
        {
            ulong[] mask = new ulong[GrammarRun.SmallTrie.MaskWords];
            state.FillMask(GrammarRun.SmallTrie, mask, CancellationToken.None);
            yield return mask;
            Assert.True(state.TryAccept(Encoding.UTF8.GetBytes([value])));
        }
    }
}
