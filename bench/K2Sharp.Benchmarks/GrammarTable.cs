using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Text.Schema.Grammar;
using K2Sharp.Text.Schema.Masks;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Benchmarks;

/// <summary>
/// Mask and compile times over all schemas of a folder with a real vocabulary: every mask of every step of the instances (or of random walks where
/// there are none), first with cold grammars, as a single request meets them, then once more with the same grammars.
/// </summary>
internal sealed class GrammarTable(TextWriter output, string tokenizerFolder, string schemaFolder)
{
    private const int Walks = 4;
    private const int WalkTokens = 60;

    private readonly K2Tokenizer _tokenizer = K2Tokenizer.Load(tokenizerFolder);

    public void Print()
    {
        long begin = TimeProvider.System.GetTimestamp();
        TokenTrie trie = TokenTrie.Create(_tokenizer);
        output.WriteLine($"{trie.VocabularySize} tokens; tree made in {TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds:F0} ms; {Environment.ProcessorCount} processors");
        List<(JsonElement Schema, List<JsonElement> Instances)> cases = [.. GrammarCases.Read(schemaFolder)];

        // The first pass also compiles the code; it is not reported.
        Run(cases, trie, report: false);
        Run(cases, trie, report: true);
    }

    private void Run(List<(JsonElement Schema, List<JsonElement> Instances)> cases, TokenTrie trie, bool report)
    {
        List<double> compiling = [];
        List<double> cold = [];
        List<double> warm = [];
        int refused = 0;
        foreach ((JsonElement schema, List<JsonElement> instances) in cases)
        {
            long begin = TimeProvider.System.GetTimestamp();
            try
            {
                CompiledGrammar grammar = CompiledGrammar.FromJsonSchema(schema);
                compiling.Add(TimeProvider.System.GetElapsedTime(begin).TotalMicroseconds);
                Steps(grammar, trie, instances, cold);
                Steps(grammar, trie, instances, warm);
            }
            catch (GrammarException)
            {
                refused++;
            }
        }

        if (report)
        {
            output.WriteLine($"{cases.Count} schemas, {refused} refused");
            output.WriteLine("microseconds      count   average       p50       p90       p99       max");
            Row("compile", compiling);
            Row("mask, cold", cold);
            Row("mask, warm", warm);
        }
    }

    private void Steps(CompiledGrammar grammar, TokenTrie trie, List<JsonElement> instances, List<double> times)
    {
        Random random = new(1);
        ulong[] mask = new ulong[trie.MaskWords];
        JsonSerializerOptions compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        foreach (JsonElement instance in instances)
        {
            GrammarState state = grammar.CreateState();
            foreach (int token in _tokenizer.Encode(JsonSerializer.Serialize(instance, compact)))
            {
                Time(state, trie, mask, times);
                if (!state.TryAccept(_tokenizer.GetBytes(token)))
                {
                    break;
                }
            }
        }

        for (int walk = 0; walk < Walks; walk++)
        {
            GrammarState state = grammar.CreateState();
            for (int step = 0; step < WalkTokens && !state.MustEnd; step++)
            {
                Time(state, trie, mask, times);
                int token = Pick(mask, random);
                if (token < 0 || !state.TryAccept(_tokenizer.GetBytes(token)))
                {
                    throw new InvalidOperationException("a mask and its grammar disagree");
                }
            }
        }
    }

    private static void Time(GrammarState state, TokenTrie trie, ulong[] mask, List<double> times)
    {
        long begin = TimeProvider.System.GetTimestamp();
        state.FillMask(trie, mask);
        times.Add(TimeProvider.System.GetElapsedTime(begin).TotalMicroseconds);
    }

    /// <summary>One of the allowed tokens; -1 when there is none.</summary>
    private static int Pick(ulong[] mask, Random random)
    {
        int count = mask.Sum(BitOperations.PopCount);
        int skip = count == 0 ? 0 : random.Next(count);
        for (int word = 0; word < mask.Length; word++)
        {
            int here = BitOperations.PopCount(mask[word]);
            if (skip < here)
            {
                ulong bits = mask[word];
                for (; skip > 0; skip--)
                {
                    bits &= bits - 1;
                }

                return (word * 64) + BitOperations.TrailingZeroCount(bits);
            }

            skip -= here;
        }

        return -1;
    }

    private void Row(string name, List<double> times)
    {
        times.Sort();
        double At(double share) => times[(int)(share * (times.Count - 1))];
        output.WriteLine(new StringBuilder().Append($"{name,-15}{times.Count,8}{times.Average(),10:F1}{At(0.5),10:F1}{At(0.9),10:F1}{At(0.99),10:F1}{times[^1],10:F0}"));
    }
}
