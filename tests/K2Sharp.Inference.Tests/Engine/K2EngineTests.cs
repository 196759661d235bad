using System.Runtime.InteropServices;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Inference.Tests.Model;
using K2Sharp.TestData;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Inference.Tests.Engine;

public sealed class K2EngineTests : IDisposable
{
    private static readonly EngineOptions s_options = new()
    {
        Model = new ModelOptions { Threads = 2, Attention = AttentionForm.Absorbed, MaxStepTokens = 32 },
        CacheFormat = CacheFormat.Float32,
    };

    private static readonly SamplingOptions s_greedy = new() { Temperature = 0 };
    private static readonly int[] s_prompt = [.. Enumerable.Range(0, 70).Select(i => i * 7 % 600)];
    private readonly TestCheckpoint _files = new(Sibling.Kimi with { VocabSize = 640, MaxPositionEmbeddings = 128, EosTokenIds = [386] }, seed: 8);
    private readonly K2Engine _engine;

    public K2EngineTests() => _engine = K2Engine.Load(_files.DirectoryPath, s_options);

    public void Dispose()
    {
        _engine.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void The_greedy_answer_is_the_model_s_own_and_ends_at_max_tokens()
    {
        List<GenerationEvent> events = Run(new GenerationRequest { Prompt = s_prompt, Sampling = s_greedy, MaxTokens = 9 });
        Assert.Equal(
            [new PromptProgress(32, 70, 0), new PromptProgress(64, 70, 0), new PromptProgress(70, 70, 0)],
            events.OfType<PromptProgress>());
        Assert.Equal(new GenerationFinished(StopReason.Length, new GenerationUsage(70, 0, 9)), events[^1]);
        Assert.Equal(79, ((GenerationFinished)events[^1]).Usage.TotalTokens);
        Assert.Equal(Greedy(s_prompt, 9), Tokens(events));
        Assert.Equal(3 + 9 + 1, events.Count);
    }

    [Fact]
    public void A_stop_token_ends_the_answer_and_is_not_part_of_it()
    {
        int[] free = Tokens(Run(new GenerationRequest { Prompt = s_prompt, Sampling = s_greedy, MaxTokens = 20, StopAtEndOfTurn = false }));
        int stop = free.Distinct().ElementAt(4);
        int place = Array.IndexOf(free, stop);
        List<GenerationEvent> events = Run(new GenerationRequest { Prompt = s_prompt, Sampling = s_greedy, StopTokens = [stop, 3], MaxTokens = 20 });
        Assert.Equal(free[..place], Tokens(events));
        Assert.Equal(new GenerationFinished(StopReason.Stop, new GenerationUsage(70, 69, place + 1)) { StopToken = stop }, events[^1]);
    }

    [Fact]
    public void A_stop_token_that_is_the_last_allowed_token_is_a_stop()
    {
        int[] free = Tokens(Run(new GenerationRequest { Prompt = s_prompt, Sampling = s_greedy, MaxTokens = 20 }));
        int stop = free.Distinct().ElementAt(4);
        int place = Array.IndexOf(free, stop);
        List<GenerationEvent> events = Run(new GenerationRequest { Prompt = s_prompt, Sampling = s_greedy, StopTokens = [stop], MaxTokens = place + 1 });
        Assert.Equal(StopReason.Stop, Assert.IsType<GenerationFinished>(events[^1]).Reason);
    }

    [Fact]
    public void The_model_s_end_of_turn_stops_unless_told_otherwise()
    {
        using TestCheckpoint files = ScriptedModel.Write(1, 2, 3);
        using K2Engine engine = K2Engine.Load(files.DirectoryPath, s_options);
        var request = new GenerationRequest { Prompt = [1], Sampling = s_greedy, MaxTokens = 6 };
        List<GenerationEvent> events = Run(request, engine);
        Assert.Equal([2, 3], Tokens(events));
        Assert.Equal(new GenerationFinished(StopReason.Stop, new GenerationUsage(1, 0, 3)) { StopToken = ScriptedModel.EndOfTurn }, events[^1]);

        events = Run(request with { StopAtEndOfTurn = false }, engine);
        Assert.Equal(6, Tokens(events).Length);
        Assert.Equal(StopReason.Length, ((GenerationFinished)events[^1]).Reason);
    }

    [Theory]
    [InlineData(127, 1)]
    [InlineData(126, 2)]
    [InlineData(100, 28)]
    public void The_answer_ends_where_the_context_does(int prompt, int expected)
    {
        List<GenerationEvent> events = Run(new GenerationRequest
        {
            Prompt = [.. Enumerable.Range(0, prompt)],
            Sampling = s_greedy,
            StopAtEndOfTurn = false,
            MaxTokens = 1000,
        });
        Assert.Equal(new GenerationFinished(StopReason.Length, new GenerationUsage(prompt, 0, expected)), events[^1]);
        Assert.Equal(128, _engine.ContextLength);
    }

    [Theory]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(5000)]
    public void A_prompt_that_leaves_no_room_is_refused_before_anything_is_asked_for(int length)
    {
        var exception = Assert.Throws<ContextLengthException>(
            () => _engine.Generate(new GenerationRequest { Prompt = new int[length] }, TestContext.Current.CancellationToken));
        Assert.Equal((length, 128), (exception.Tokens, exception.ContextLength));
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Bad_requests_are_refused_before_anything_is_asked_for()
    {
        var good = new GenerationRequest { Prompt = [1] };
        Refuses(good with { Prompt = [] }, "the prompt is empty");
        Refuses(good with { Prompt = [1, 640] }, "token 640 is not in the vocabulary");
        Refuses(good with { Prompt = [-1] }, "token -1");
        Refuses(good with { MaxTokens = 0 }, "max_tokens");
        Refuses(good with { MaxTokens = -5 }, "max_tokens");
        Refuses(good with { Sampling = new SamplingOptions { Temperature = -1 } }, "temperature");
        Refuses(good with { Sampling = new SamplingOptions { LogitBias = new Dictionary<int, float> { [700] = 1 } } }, "logit_bias names token 700");

        void Refuses(GenerationRequest request, string text)
        {
            var exception = Assert.Throws<ArgumentException>(() => _engine.Generate(request, TestContext.Current.CancellationToken));
            Assert.Contains(text, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    [Fact]
    public void Cancelling_mid_answer_ends_it_and_the_next_answer_is_as_if_nothing_had_been()
    {
        var request = new GenerationRequest { Prompt = s_prompt, Sampling = s_greedy, MaxTokens = 12 };
        int[] expected = Greedy(s_prompt, 12);
        using var source = new CancellationTokenSource();
        var said = new List<int>();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (GenerationEvent step in _engine.Generate(request, source.Token))
            {
                if (step is TokenGenerated token)
                {
                    said.Add(token.Token);
                    if (said.Count == 5)
                    {
                        source.Cancel();
                    }
                }
            }
        });
        Assert.Equal(expected[..5], said);
        List<GenerationEvent> again = Run(request);
        Assert.Equal(expected, Tokens(again));
        Assert.Equal(69, ((GenerationFinished)again[^1]).Usage.CachedTokens);
    }

    [Fact]
    public void Cancelling_while_the_prompt_is_read_keeps_what_was_read()
    {
        var request = new GenerationRequest { Prompt = s_prompt, Sampling = s_greedy, MaxTokens = 4 };
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (GenerationEvent _ in _engine.Generate(request, source.Token))
            {
                source.Cancel();
            }
        });
        List<GenerationEvent> again = Run(request);

        // The engine does not wait for its reader: it may have come further than what was told.
        Assert.Contains(((GenerationFinished)again[^1]).Usage.CachedTokens, new[] { 32, 64, 69 });
        Assert.Equal(Greedy(s_prompt, 4), Tokens(again));
    }

    [Fact]
    public void A_prompt_that_begins_like_an_earlier_sequence_reuses_it_with_the_same_answer()
    {
        int[] first = Tokens(Run(new GenerationRequest { Prompt = s_prompt, Sampling = s_greedy, MaxTokens = 10 }));

        // The last token said was never computed, so 79 tokens are in the cache.
        Check([.. s_prompt, .. first, 5, 6, 7], cached: 79);
        Check([.. s_prompt[..40], 599, .. s_prompt[40..]], cached: 40);
        Check(s_prompt[..40], cached: 39);
        Check(s_prompt, cached: 69);
        Check([9, .. s_prompt], cached: 0);

        void Check(int[] prompt, int cached)
        {
            var request = new GenerationRequest { Prompt = prompt, Sampling = new SamplingOptions { Seed = 77 }, MaxTokens = 1 };
            List<GenerationEvent> events = Run(request);
            Assert.Equal(new GenerationUsage(prompt.Length, cached, 1), ((GenerationFinished)events[^1]).Usage);
            Assert.All(events.OfType<PromptProgress>(), step => Assert.Equal(cached, step.Cached));
            using K2Engine fresh = K2Engine.Load(_files.DirectoryPath, s_options);
            Assert.Equal(Tokens(Run(request, fresh)), Tokens(events));
        }
    }

    [Fact]
    public void Reset_forgets_every_sequence()
    {
        var request = new GenerationRequest { Prompt = s_prompt, Sampling = s_greedy, MaxTokens = 1 };
        Run(request);
        _engine.Reset();
        Assert.Equal(0, ((GenerationFinished)Run(request)[^1]).Usage.CachedTokens);
    }

    [Fact]
    public void Two_generations_at_once_are_both_answered_and_forgetting_is_refused_meanwhile()
    {
        var request = new GenerationRequest { Prompt = s_prompt, Sampling = s_greedy, MaxTokens = 40, StopAtEndOfTurn = false };
        int[] expected = Greedy(s_prompt, 40);
        using (IEnumerator<GenerationEvent> first = _engine.Generate(request, TestContext.Current.CancellationToken).GetEnumerator())
        {
            Assert.True(first.MoveNext());
            Assert.Equal(expected, Tokens(Run(request)));
            Assert.True(first.MoveNext());
        }

        _engine.Reset();
        Assert.Equal(expected, Tokens(Run(request)));
    }

    [Fact]
    public void Enumerating_a_generation_again_generates_it_again()
    {
        IEnumerable<GenerationEvent> generation = _engine.Generate(
            new GenerationRequest { Prompt = s_prompt, Sampling = new SamplingOptions { Seed = 5, RepetitionPenalty = 1.5f }, MaxTokens = 20, StopAtEndOfTurn = false },
            TestContext.Current.CancellationToken);
        int[] once = Tokens([.. generation]);
        Assert.Equal(20, once.Length);
        Assert.Equal(once, Tokens([.. generation]));
    }

    [Fact]
    public void Seeds_repeat_and_no_seed_does_not()
    {
        int[] Draw(long? seed) => Tokens(Run(new GenerationRequest
        {
            Prompt = s_prompt,
            Sampling = new SamplingOptions { Seed = seed, Temperature = 5 },
            MaxTokens = 15,
            StopAtEndOfTurn = false,
        }));

        Assert.Equal(Draw(42), Draw(42));
        Assert.NotEqual(Draw(42), Draw(43));
        Assert.NotEqual(Draw(null), Draw(null));
    }

    [Fact]
    public void Rows_that_only_pad_the_embedding_are_never_said()
    {
        // The tokenizer has 600 tokens, the model 640 rows, and all rows past the tokenizer's are the most likely ones.
        using TestCheckpoint files = new(
            _files.Config with { TieWordEmbeddings = false },
            change: (module, values) =>
            {
                if (module is "lm_head")
                {
                    for (int i = 600 * 96; i < values.Length; i++)
                    {
                        values[i] *= 50;
                    }
                }
            });
        File.WriteAllText(Path.Combine(files.DirectoryPath, "tiktoken.model"), SyntheticTokenizer.Vocabulary(600));
        File.WriteAllText(Path.Combine(files.DirectoryPath, "tokenizer_config.json"), SyntheticTokenizer.Config(600));
        using K2Engine engine = K2Engine.Load(files.DirectoryPath, s_options);
        int[] said = Tokens(Run(new GenerationRequest { Prompt = [1], Sampling = new SamplingOptions { Seed = 3 }, MaxTokens = 100, StopAtEndOfTurn = false }, engine));
        Assert.Equal(100, said.Length);
        Assert.All(said, token => Assert.InRange(token, 0, 599));
    }

    [Fact]
    public void After_disposal_a_generation_cannot_go_on()
    {
        K2Engine engine = K2Engine.Load(_files.DirectoryPath, s_options);
        using IEnumerator<GenerationEvent> generation = engine
            .Generate(new GenerationRequest { Prompt = s_prompt }, TestContext.Current.CancellationToken).GetEnumerator();
        Assert.True(generation.MoveNext());
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => generation.MoveNext());
    }

    [Fact]
    public void Missing_and_damaged_files_are_named_in_one_line()
    {
        Fails<CheckpointException>(folder => Directory.Delete(folder, recursive: true), "does not exist");
        Fails<CheckpointException>(folder => File.Delete(Path.Combine(folder, "config.json")), "config.json");
        Fails<CheckpointException>(folder => File.WriteAllText(Path.Combine(folder, "config.json"), "{"), "config.json");
        Fails<CheckpointException>(folder => File.Delete(Path.Combine(folder, "model.safetensors")), "model.safetensors");
        Fails<CheckpointException>(folder => Cut(Path.Combine(folder, "model.safetensors")), "model.safetensors");
        Fails<TokenizerException>(folder => File.Delete(Path.Combine(folder, "tiktoken.model")), "tiktoken.model");
        Fails<TokenizerException>(folder => File.WriteAllText(Path.Combine(folder, "tiktoken.model"), "AA== 0\n!! 1\n"), "tiktoken.model");
        Fails<CheckpointException>(
            folder =>
            {
                File.WriteAllText(Path.Combine(folder, "tiktoken.model"), SyntheticTokenizer.Vocabulary(641));
                File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), SyntheticTokenizer.Config(641));
            },
            "641 tokens but the model's vocab_size is 640");
        Fails<CheckpointException>(
            folder => File.WriteAllText(Path.Combine(folder, "config.json"), (_files.Config with { NumHiddenLayers = 4 }).ToJson()),
            "model.layers.3.input_layernorm.weight is missing");
        Fails<CheckpointException>(
            folder => File.WriteAllText(Path.Combine(folder, "config.json"), (_files.Config with { HiddenSize = 128 }).ToJson()),
            "has shape [640, 96], but the config asks for [640, 128]");

        static void Cut(string path)
        {
            using FileStream file = File.OpenWrite(path);
            file.SetLength(file.Length - 1);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void The_golden_greedy_tokens_come_out_of_the_engine(int prompt)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(Path.Combine(SharedData.MiniModel, "expected.safetensors"));
        int[] Read(string name) => MemoryMarshal.Cast<byte, int>(golden.View(golden.Find($"prompt{prompt}.{name}")).Bytes).ToArray();
        using K2Engine engine = K2Engine.Load(SharedData.MiniModel, new EngineOptions { CacheFormat = CacheFormat.Float32 });
        int[] expected = Read("greedy");
        Assert.Equal(expected, Tokens(Run(
            new GenerationRequest { Prompt = Read("tokens"), Sampling = s_greedy, MaxTokens = expected.Length, StopAtEndOfTurn = false }, engine)));
    }

    private static int[] Tokens(IEnumerable<GenerationEvent> events) => [.. events.OfType<TokenGenerated>().Select(step => step.Token)];

    private static void Fails<TException>(Action<string> damage, string text)
        where TException : Exception
    {
        using var files = new TestCheckpoint(Sibling.Kimi with { VocabSize = 640, MaxPositionEmbeddings = 128, EosTokenIds = [386] });
        damage(files.DirectoryPath);
        var exception = Assert.Throws<TException>(() => K2Engine.Load(files.DirectoryPath));
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Directory.CreateDirectory(files.DirectoryPath);
    }

    private List<GenerationEvent> Run(GenerationRequest request, K2Engine? engine = null)
        => [.. (engine ?? _engine).Generate(request, TestContext.Current.CancellationToken)];

    private int[] Greedy(int[] prompt, int count)
    {
        using var checkpoint = Checkpoint.Open(_files.DirectoryPath);
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Threads = 1, Attention = AttentionForm.Materialised });
        LatentCache cache = model.CreateCache();
        float[] logits = new float[model.Config.VocabSize];
        var said = new List<int>();
        int[] next = prompt;
        while (said.Count < count)
        {
            model.Forward(cache, next, logits, TestContext.Current.CancellationToken);
            said.Add(Array.IndexOf(logits, logits.Max()));
            next = [said[^1]];
        }

        return [.. said];
    }
}
