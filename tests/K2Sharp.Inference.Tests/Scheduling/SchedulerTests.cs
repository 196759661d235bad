using CsCheck;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Inference.Scheduling;
using K2Sharp.Inference.Tests.Kernels;
using K2Sharp.Inference.Tests.Model;

namespace K2Sharp.Inference.Tests.Scheduling;

public sealed class SchedulerTests : IDisposable
{
    private const int Vocabulary = 61;
    private readonly TestCheckpoint _files = new(Sibling.Kimi with { MaxPositionEmbeddings = 512, NumHiddenLayers = 2 }, seed: 3);
    private readonly Checkpoint _checkpoint;
    private readonly ManualClock _clock = new();

    public SchedulerTests() => _checkpoint = Checkpoint.Open(_files.DirectoryPath);

    public void Dispose()
    {
        _checkpoint.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData(AttentionForm.Absorbed, true)]
    [InlineData(AttentionForm.Auto, false)]
    public void Whatever_happens_beside_it_a_sequence_says_what_it_says_alone_and_no_block_is_lost(AttentionForm form, bool sharesPrefixes)
    {
        using K2Model model = Load(form, maxStep: 48);
        using var alone = new Scheduler(model, Options(blocks: 8));
        long preemptions = 0;
        long accepted = 0;
        Gen.Select(Gen.ULong, Gen.Int[8, 14], Gen.Int[1, 6]).Sample(
            (seed, blocks, running) =>
            {
                var random = new TestRandom(seed);
                using var scheduler = new Scheduler(model, Options(blocks) with { MaxRunning = running, PromptTokensBesideAnswers = 1 + random.Next(40), GuessedTokens = random.Next(6) });
                Plan[] plans = [.. Enumerable.Range(0, 10).Select(i => Plan.Random(random, sharesPrefixes ? null : $"salt {i}"))];
                int arrived = 0;
                for (int step = 0; arrived < plans.Length || scheduler.HasWork; step++)
                {
                    Assert.True(step < 20_000, "somebody starves");
                    while (arrived < plans.Length && (!scheduler.HasWork || random.Next(3) == 0))
                    {
                        scheduler.Add(plans[arrived++].Begin(_clock));
                    }

                    scheduler.Step();
                    foreach (Plan plan in plans.Take(arrived).Where(plan => plan.Sink.Tokens.Count >= plan.LeavesAfter && !plan.Sink.IsDone))
                    {
                        plan.Leave();
                    }
                }

                preemptions += scheduler.Preemptions;
                accepted += scheduler.AcceptedTokens;
                Assert.Equal((0, blocks), (scheduler.Cache.Used, scheduler.Cache.Available));
                foreach (Plan plan in plans)
                {
                    int[] expected = plan.AloneIn(alone, _clock);
                    Assert.Null(plan.Sink.Failure);
                    Assert.Equal(expected[..plan.Sink.Tokens.Count], plan.Sink.Tokens);
                    Assert.True(plan.Sink.End == SequenceEnd.Cancelled ? plan.HasLeft : plan.Sink.Tokens.Count == expected.Length);
                    plan.Dispose();
                }
            },
            iter: 40,
            threads: 1);
        Assert.True(preemptions > 0 && accepted > 0, "the runs were too easy");
    }

    [Fact]
    public void With_few_blocks_the_lowest_gives_its_place_away_and_all_are_answered()
    {
        using K2Model model = Load(AttentionForm.Absorbed);
        using var scheduler = new Scheduler(model, Options(blocks: 8) with { MaxRunning = 8 });
        RecordingSink[] sinks = [.. Enumerable.Range(0, 6).Select(_ => new RecordingSink())];
        for (int i = 0; i < sinks.Length; i++)
        {
            scheduler.Add(TestSequence.Create(sinks[i], [.. Enumerable.Range(0, 40).Select(t => (t + (i * 11)) % Vocabulary)], max: 120));
        }

        Drain(scheduler);
        Assert.True(scheduler.Preemptions > 0);
        Assert.All(sinks, sink => Assert.Equal((SequenceEnd.Length, 120), (sink.End, sink.Tokens.Count)));
        Assert.Equal(0, scheduler.Cache.Used);
    }

    [Fact]
    public void A_higher_priority_takes_the_place_of_a_lower_one_which_goes_on_later()
    {
        using K2Model model = Load(AttentionForm.Absorbed);
        using var scheduler = new Scheduler(model, Options(blocks: 8) with { MaxRunning = 1 });
        var low = new RecordingSink();
        var high = new RecordingSink();
        scheduler.Add(TestSequence.Create(low, [1, 2, 3], max: 10));
        scheduler.Step();
        scheduler.Step();
        int saidBefore = low.Tokens.Count;
        scheduler.Add(TestSequence.Create(high, [4, 5, 6], max: 10, priority: 1));
        while (!high.IsDone)
        {
            scheduler.Step();
        }

        Assert.Equal(saidBefore, low.Tokens.Count);
        Drain(scheduler);
        Assert.Equal(10, low.Tokens.Count);
        Assert.Equal(1, scheduler.Preemptions);
    }

    [Fact]
    public void Answers_go_on_while_a_long_prompt_is_read()
    {
        using K2Model model = Load(AttentionForm.Auto, maxStep: 64);
        using var scheduler = new Scheduler(model, Options(blocks: 16) with { PromptTokensBesideAnswers = 20 });
        var talker = new RecordingSink();
        var reader = new RecordingSink();
        scheduler.Add(TestSequence.Create(talker, [1, 2, 3], max: 40));
        scheduler.Step();
        scheduler.Add(TestSequence.Create(reader, [.. Enumerable.Range(0, 200).Select(i => i % Vocabulary)], max: 1));
        int steps = 0;
        while (!reader.IsDone)
        {
            scheduler.Step();
            steps++;
        }

        Assert.Equal(10, steps);
        Assert.Equal(1 + steps, talker.Tokens.Count);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (20 * i, 200, 0)), reader.Prompt);
    }

    [Fact]
    public void Sequences_with_the_same_prompt_compute_it_once()
    {
        using K2Model model = Load(AttentionForm.Absorbed, maxStep: 64);
        using var scheduler = new Scheduler(model, Options(blocks: 30));
        int[] prompt = [.. Enumerable.Range(0, 300).Select(i => i * 3 % Vocabulary)];
        RecordingSink[] sinks = [.. Enumerable.Range(0, 4).Select(_ => new RecordingSink())];
        foreach (RecordingSink sink in sinks)
        {
            scheduler.Add(TestSequence.Create(sink, prompt, max: 3));
        }

        Drain(scheduler);
        Assert.All(sinks, sink => Assert.Equal(sinks[0].Tokens, sink.Tokens));
        Assert.Equal(0, sinks[0].Usage.Cached);
        Assert.All(sinks[1..], sink => Assert.InRange(sink.Usage.Cached, 256, 299));
        Assert.True(scheduler.ComputedTokens < 2 * prompt.Length);
    }

    [Fact]
    public void A_deadline_ends_a_waiting_and_a_running_sequence_with_what_they_said()
    {
        using K2Model model = Load(AttentionForm.Absorbed);
        using var scheduler = new Scheduler(model, Options(blocks: 8) with { MaxRunning = 1 });
        var running = new RecordingSink();
        var waiting = new RecordingSink();
        scheduler.Add(TestSequence.Create(running, [1, 2, 3], max: 100, deadline: 10));
        scheduler.Add(TestSequence.Create(waiting, [1, 2, 3], max: 100, deadline: 5));
        scheduler.Step();
        _clock.Now = 5;
        scheduler.Step();
        Assert.Equal((SequenceEnd.Timeout, 0), (waiting.End, waiting.Tokens.Count));
        Assert.False(running.IsDone);
        _clock.Now = 10;
        scheduler.Step();
        Assert.Equal((SequenceEnd.Timeout, (0, 2)), (running.End, running.Usage));
        Assert.False(scheduler.HasWork);
        Assert.Equal(0, scheduler.Cache.Used);
    }

    [Fact]
    public void A_broken_sequence_fails_alone()
    {
        // The embedding of token 60 is NaN: whoever says or reads it is broken.
        using var files = new TestCheckpoint(
            Sibling.Kimi with { MaxPositionEmbeddings = 512 },
            change: (name, values) =>
            {
                if (name is "model.embed_tokens")
                {
                    values.AsSpan(60 * 96, 96).Fill(float.NaN);
                }
            });
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Threads = 2, Attention = AttentionForm.Absorbed });
        var options = new Dictionary<int, float> { [60] = -100 };
        int[] Run(params int[][] prompts)
        {
            using var scheduler = new Scheduler(model, Options(blocks: 20));
            RecordingSink[] sinks = [.. prompts.Select(_ => new RecordingSink())];
            for (int i = 0; i < prompts.Length; i++)
            {
                scheduler.Add(TestSequence.Create(sinks[i], prompts[i], max: 8, sampling: TestSequence.Greedy with { LogitBias = options }));
            }

            Drain(scheduler);
            Assert.Equal(prompts.Select(prompt => prompt.Contains(60)), sinks.Select(sink => sink.Failure is InferenceException));
            Assert.Equal(0, scheduler.Cache.Used);
            return [.. sinks.Where(sink => sink.Failure is null).SelectMany(sink => sink.Tokens)];
        }

        Assert.Equal([.. Run([1, 2, 3]), .. Run([4, 5, 6, 7])], Run([1, 2, 3], [9, 60, 1], [4, 5, 6, 7]));
        Assert.Empty(Run([60]));
    }

    [Fact]
    public void A_failing_constraint_fails_its_sequence_alone()
    {
        using K2Model model = Load(AttentionForm.Absorbed);
        using var scheduler = new Scheduler(model, Options(blocks: 8));
        var bad = new RecordingSink();
        var good = new RecordingSink();
        var failure = new InvalidOperationException("no such rule");
        scheduler.Add(TestSequence.Create(bad, [1, 2, 3], max: 5, constraint: new ScriptedConstraint(3, [1]) { Throws = failure }));
        scheduler.Add(TestSequence.Create(good, [1, 2, 3], max: 5));
        Drain(scheduler);
        Assert.Same(failure, bad.Failure);
        Assert.Equal(5, good.Tokens.Count);
    }

    [Fact]
    public void Forced_tokens_are_told_accepted_and_computed_in_one_step()
    {
        using K2Model model = Load(AttentionForm.Absorbed);
        using var scheduler = new Scheduler(model, Options(blocks: 8));
        var sink = new RecordingSink();
        var constraint = new ScriptedConstraint(every: 2, [10, 11, 12]);
        scheduler.Add(TestSequence.Create(sink, [1, 2, 3], max: 12, constraint: constraint));
        Drain(scheduler);
        Assert.Equal(
            [false, false, true, true, true, false, false, true, true, true, false, false],
            sink.Forced);
        Assert.Equal([10, 11, 12], sink.Tokens[2..5]);
        Assert.Equal(sink.Tokens, constraint.Accepted);

        // The prompt, then one step per drawn token: the sixth is the last.
        Assert.Equal(6, scheduler.Steps);
    }

    [Fact]
    public void An_answer_that_is_forced_from_its_beginning_is_computed_with_its_prompt_and_told_after_it()
    {
        using K2Model model = Load(AttentionForm.Absorbed);
        using var scheduler = new Scheduler(model, Options(blocks: 8));
        var sink = new RecordingSink();
        scheduler.Add(TestSequence.Create(sink, [1, 2, 3], max: 6, constraint: new ScriptedConstraint(every: 0, [20, 21])));
        scheduler.Step();
        Assert.Equal([(3, 3, 0)], sink.Prompt);
        Assert.Equal([true, true, false], sink.Forced);
        Drain(scheduler);
        Assert.Equal((0, 6), sink.Usage);

        var ended = new RecordingSink();
        scheduler.Add(TestSequence.Create(ended, [1, 2, 3], max: 6, constraint: new ScriptedConstraint(every: 0, [20, 21, 59]), stop: 59));
        Drain(scheduler);
        Assert.Equal((SequenceEnd.StopToken, 59), (ended.End, ended.StopToken));
        Assert.Equal([20, 21], ended.Tokens);
        Assert.Equal(3, ended.Usage.Generated);
    }

    [Fact]
    public void An_answer_that_repeats_itself_takes_fewer_steps_with_guesses_and_says_the_same()
    {
        using K2Model model = Load(AttentionForm.Absorbed);
        var options = new Dictionary<int, float> { [7] = 100, [8] = 90, [9] = 80 };
        var sampling = new SamplingOptions { Temperature = 0, LogitBias = options, RepetitionPenalty = 1.05f };
        int[][] answers = new int[2][];
        long[] steps = new long[2];
        for (int i = 0; i < 2; i++)
        {
            using var scheduler = new Scheduler(model, Options(blocks: 8) with { GuessedTokens = 4 * i });
            var sink = new RecordingSink();
            scheduler.Add(TestSequence.Create(sink, [1, 2, 3], max: 200, sampling: sampling, top: 2));
            Drain(scheduler);
            answers[i] = [.. sink.Tokens];
            steps[i] = scheduler.Steps;
            Assert.Equal(200, sink.Tokens.Count);
            Assert.Equal(200 - steps[i], scheduler.AcceptedTokens);
        }

        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(200, steps[0]);
        Assert.InRange(steps[1], 40, 120);
    }

    [Fact]
    public void Log_probabilities_are_those_of_the_model_before_anything_changes_them()
    {
        using K2Model model = Load(AttentionForm.Absorbed);
        float[] logits = new float[Vocabulary];
        model.Forward(model.CreateCache(), [1, 2, 3], logits, TestContext.Current.CancellationToken);
        double sum = logits.Sum(logit => Math.Exp(logit));
        int[] order = [.. Enumerable.Range(0, Vocabulary).OrderByDescending(token => logits[token])];
        using var scheduler = new Scheduler(model, Options(blocks: 8) with { CacheFormat = CacheFormat.Float32 });
        var sink = new RecordingSink();
        scheduler.Add(TestSequence.Create(
            sink, [1, 2, 3], max: 1, top: 5, sampling: new SamplingOptions { Temperature = 0, LogitBias = new Dictionary<int, float> { [order[9]] = 100 } }));
        Drain(scheduler);
        Assert.Equal([order[9]], sink.Tokens);
        TokenLogProbs told = sink.LogProbs[0]!;
        Assert.Equal(Math.Log(Math.Exp(logits[order[9]]) / sum), told.LogProb, 1e-4);
        Assert.Equal(order[..5], told.Top.Select(entry => entry.Token));
        Assert.All(told.Top, entry => Assert.Equal(Math.Log(Math.Exp(logits[entry.Token]) / sum), entry.LogProb, 1e-4));
    }

    private static void Drain(Scheduler scheduler)
    {
        for (int step = 0; scheduler.HasWork; step++)
        {
            Assert.True(step < 20_000, "the scheduler does not get on");
            scheduler.Step();
        }
    }

    private SchedulerOptions Options(int blocks) => new() { Vocabulary = Vocabulary, CacheBlocks = blocks, Clock = _clock };

    private K2Model Load(AttentionForm form, int maxStep = 128)
        => K2Model.Load(_checkpoint, new ModelOptions { Threads = 2, Attention = form, MaxStepTokens = maxStep });

    private sealed class ManualClock : TimeProvider
    {
        public long Now { get; set; }

        public override long GetTimestamp() => Now;
    }

    /// <summary>A random request, which can be made twice.</summary>
    private sealed class Plan : IDisposable
    {
        private readonly CancellationTokenSource _leaving = new();
        private Func<ISequenceSink, CancellationToken, Sequence>? _create;

        public RecordingSink Sink { get; } = new();

        public int LeavesAfter { get; private init; }

        public bool HasLeft { get; private set; }

        public static Plan Random(TestRandom random, string? salt)
        {
            int[] prompt = [.. Enumerable.Range(0, 1 + random.Next(220)).Select(i => i % 40 == 0 ? random.Next(2) : i % Vocabulary)];
            int max = 1 + random.Next(60);
            int priority = random.Next(3) - 1;
            long seed = (long)random.NextBits();
            int forcesEvery = random.Next(3) == 0 ? 1 + random.Next(4) : -1;
            var sampling = new SamplingOptions { Temperature = random.Next(2), TopP = 0.9f, RepetitionPenalty = random.Next(2) == 0 ? 1f : 1.2f };
            return new Plan
            {
                LeavesAfter = random.Next(4) == 0 ? random.Next(max) : int.MaxValue,
                _create = (sink, cancellation) => new Sequence
                {
                    Prompt = prompt,
                    Sink = sink,
                    Sampling = sampling,
                    Seed = seed,
                    MaxTokens = max,
                    StopTokens = [5],
                    Priority = priority,
                    CacheSalt = salt,
                    Constraint = forcesEvery < 0 ? null : new ScriptedConstraint(forcesEvery, [10, 11, 12, 13]),
                    Cancellation = cancellation,
                },
            };
        }

        public Sequence Begin(ManualClock clock)
        {
            clock.Now++;
            return _create!(Sink, _leaving.Token);
        }

        public void Dispose() => _leaving.Dispose();

        public void Leave()
        {
            HasLeft = true;
            _leaving.Cancel();
        }

        public int[] AloneIn(Scheduler scheduler, ManualClock clock)
        {
            clock.Now++;
            scheduler.Reset();
            var sink = new RecordingSink();
            scheduler.Add(_create!(sink, CancellationToken.None));
            Drain(scheduler);
            return [.. sink.Tokens];
        }
    }
}
