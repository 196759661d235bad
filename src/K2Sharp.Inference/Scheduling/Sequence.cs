using System.Runtime.InteropServices;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Scheduling;

/// <summary>One request on its way: what it asks for, and how far it is.</summary>
internal sealed class Sequence
{
    /// <summary>Tokens of an answer that are foreseen when it begins; longer ones take memory while they run.</summary>
    private const int ForeseenTokens = 4096;

    private NGramIndex? _index;
    private int[] _guess = [];

    public required int[] Prompt { get; init; }

    public required ISequenceSink Sink { get; init; }

    public required SamplingOptions Sampling { get; init; }

    /// <summary>Decides the draws.</summary>
    public required long Seed { get; init; }

    /// <summary>The most tokens to generate.</summary>
    public required int MaxTokens { get; init; }

    public required HashSet<int> StopTokens { get; init; }

    public ITokenConstraint? Constraint { get; init; }

    /// <summary>Higher ones are served first.</summary>
    public int Priority { get; init; }

    public int? TopLogProbs { get; init; }

    public string? CacheSalt { get; init; }

    /// <summary>When it ends, as a timestamp of the scheduler's clock.</summary>
    public long Deadline { get; init; } = long.MaxValue;

    public CancellationToken Cancellation { get; init; }

    /// <summary>Its place among those of the same priority.</summary>
    public long Arrival { get; set; }

    /// <summary>The prompt and what was generated.</summary>
    public List<int> Tokens { get; } = [];

    public SequenceBlocks Blocks { get; } = new();

    /// <summary>Tokens whose entries are in the cache.</summary>
    public int Computed { get; set; }

    /// <summary>Prompt tokens that came out of the cache before the answer began.</summary>
    public int Cached { get; set; }

    /// <summary>Tokens of the answer, a stop token included.</summary>
    public int Generated { get; set; }

    /// <summary>The last of the generated tokens that nobody has been told of: those forced before the prompt is computed.</summary>
    public int Held { get; set; }

    /// <summary>Whether it had to give its place away.</summary>
    public bool WasPreempted { get; set; }

    /// <summary>Whether the next token is known to be forced, so that there is nothing to prepare.</summary>
    public bool IsForced { get; set; }

    /// <summary>Whether the answer has begun.</summary>
    public bool IsPromptDone { get; set; }

    /// <summary>
    /// How the prompt's attention is computed. Decided once: by what is computed beside it, or by a preemption, it must not change. Tokens of the
    /// answer are always absorbed, also when they are computed again.
    /// </summary>
    public AttentionForm PromptForm { get; set; }

    /// <summary>Made when it is admitted, because it is large; its random stream outlives a preemption. Null before that.</summary>
    public Sampler? Sampler { get; private set; }

    /// <summary>For a constraint.</summary>
    public Preparation? Preparation { get; private set; }

    /// <summary>Tokens to compute.</summary>
    public int Remaining => Tokens.Count - Computed;

    /// <summary>The tokens whose entries are in the cache.</summary>
    public ReadOnlySpan<int> ComputedTokens => CollectionsMarshal.AsSpan(Tokens)[..Computed];

    public ReadOnlySpan<int> AllTokens => CollectionsMarshal.AsSpan(Tokens);

    /// <summary>The tokens last guessed to follow; as many as were asked for.</summary>
    public ReadOnlySpan<int> Guesses => _guess;

    /// <summary>Guesses the next tokens; returns how many.</summary>
    public int Guess(int most) => _index is null ? 0 : _index.Guess(AllTokens, _guess.AsSpan(0, Math.Min(most, _guess.Length)));

    /// <summary>Whether this sequence goes before the other.</summary>
    public bool IsBefore(Sequence other) => Priority > other.Priority || (Priority == other.Priority && Arrival < other.Arrival);

    /// <summary>Takes the memory that it needs to run; the first time it is admitted.</summary>
    public void Begin(int vocabulary, CandidateHeap heap, int guesses)
    {
        int foreseen = Prompt.Length + Math.Min(MaxTokens, ForeseenTokens);
        Tokens.EnsureCapacity(foreseen);
        Tokens.AddRange(Prompt);
        Sampler = new Sampler(Sampling, vocabulary, Prompt, Seed, heap);
        if (guesses > 0)
        {
            _index = new NGramIndex(foreseen);
            _guess = new int[guesses];
        }

        if (Constraint is not null)
        {
            Preparation = new Preparation(Constraint, Cancellation);
        }
    }
}
