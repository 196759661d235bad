using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Scheduling;

namespace K2Sharp.Inference.Tests.Scheduling;

public sealed class RowChoiceTests
{
    private const int MaxRows = 64;
    private const int BesideAnswers = 20;
    private readonly StepPlan _step = new();
    private readonly Speaker _speaker = new(61, guesses: 0);
    private PagedCache _cache = null!;
    private PrefixReuse _prefixes = null!;
    private SequenceTable _sequences = null!;
    private RowChoice _rows = null!;

    public RowChoiceTests() => Use(blocks: 100);

    [Fact]
    public void A_prompt_alone_gets_all_rows_that_a_step_has()
    {
        Sequence prompt = Run(tokens: 200);
        _rows.Choose(_step);
        Assert.Equal([new PlannedRows(prompt, MaxRows)], _step.Parts);
        Assert.Equal((MaxRows, false), (_step.Rows, _step.OnlyAnswers));
    }

    [Fact]
    public void Beside_an_answer_prompts_share_a_few_rows_by_rank()
    {
        Sequence first = Run(tokens: 15);
        Sequence answer = Run(tokens: 10, computed: 9);
        Sequence second = Run(tokens: 200);
        Run(tokens: 200);
        _rows.Choose(_step);
        Assert.Equal([new PlannedRows(first, 15), new PlannedRows(answer, 1), new PlannedRows(second, BesideAnswers - 15)], _step.Parts);
        Assert.False(_step.OnlyAnswers);
    }

    [Fact]
    public void Answers_alone_are_known_as_such_and_get_their_forced_tokens_computed()
    {
        Sequence one = Run(tokens: 40, computed: 39);
        Sequence forced = Run(tokens: 40, computed: 24);
        _rows.Choose(_step);
        Assert.Equal([new PlannedRows(one, 1), new PlannedRows(forced, 16)], _step.Parts);
        Assert.Equal((17, true), (_step.Rows, _step.OnlyAnswers));
    }

    [Fact]
    public void An_answer_that_was_forced_to_say_much_waits_like_a_prompt()
    {
        Sequence much = Run(tokens: 90, computed: 60);
        Sequence one = Run(tokens: 40, computed: 39);
        _rows.Choose(_step);
        Assert.Equal([new PlannedRows(much, BesideAnswers), new PlannedRows(one, 1)], _step.Parts);
        Assert.False(_step.OnlyAnswers);
    }

    [Fact]
    public void Without_blocks_the_lowest_gives_its_own_away_and_waits()
    {
        Use(blocks: 3);
        Sequence high = Run(tokens: 65, computed: 64);
        Sequence low = Run(tokens: 120, computed: 119);
        _rows.Choose(_step);
        Assert.Equal([new PlannedRows(high, 1)], _step.Parts);
        Assert.Equal((1, 1), (_sequences.Running.Count, _sequences.Waiting.Count));
        Assert.Same(low, _sequences.Waiting.Highest);
        Assert.Equal((0, true, 1), (low.Computed, low.WasPreempted, _sequences.Preemptions));
    }

    [Fact]
    public void The_lowest_itself_computes_as_much_as_its_blocks_hold()
    {
        Use(blocks: 3);
        Run(tokens: 100, computed: 99);
        Sequence low = Run(tokens: 100, computed: 0);
        _rows.Choose(_step);
        Assert.Equal(BesideAnswers, _step.Parts[^1].Rows);
        low.Computed = 60;
        _rows.Choose(_step);
        Assert.Equal(new PlannedRows(low, 4), _step.Parts[^1]);
        low.Computed = 64;
        _rows.Choose(_step);
        Assert.Equal(1, _step.Rows);
    }

    private void Use(int blocks)
    {
        _cache = new PagedCache(new CacheLayout(1, 8, 8, CacheFormat.Float32), blocks);
        _prefixes = new PrefixReuse(_cache);
        _sequences = new SequenceTable(_cache);
        _rows = new RowChoice(_sequences, _cache, _prefixes, MaxRows, BesideAnswers);
    }

    /// <summary>A running sequence; one of which something is computed answers already.</summary>
    private Sequence Run(int tokens, int computed = 0)
    {
        // Nothing in common with others.
        int first = _sequences.Running.Count;
        Sequence sequence = TestSequence.Create(new RecordingSink(), [first, .. Enumerable.Repeat(50, tokens - 1)], max: 10);
        _sequences.Add(sequence);
        _speaker.Begin(sequence);
        Assert.True(_prefixes.TryOpen(sequence, reserve: -1));
        _sequences.Start(sequence);
        Assert.True(_cache.TryGrow(sequence.Blocks, computed));
        sequence.Computed = computed;
        sequence.IsPromptDone = computed > 0;
        return sequence;
    }
}
