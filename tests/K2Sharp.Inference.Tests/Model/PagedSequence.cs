using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Model;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>A sequence of known tokens that is computed through batched steps, and the logits of all its tokens.</summary>
internal sealed class PagedSequence(PagedCache cache, int[] tokens, int vocabulary, AttentionForm form)
{
    private readonly SequenceBlocks _blocks = new();

    public int[] Tokens => tokens;

    public int Computed { get; private set; }

    public float[] Logits { get; } = new float[tokens.Length * vocabulary];

    public bool IsDone => Computed == tokens.Length;

    /// <summary>Adds its next tokens to a step, asking for all their logits; returns how many.</summary>
    public int Plan(BatchPlan plan, int most)
    {
        int rows = Math.Min(most, tokens.Length - Computed);
        Assert.True(cache.TryGrow(_blocks, Computed + rows));
        int first = plan.Rows;
        plan.Add(_blocks, Computed, tokens.AsSpan(Computed, rows), form);
        for (int i = 0; i < rows; i++)
        {
            plan.WantLogits(first + i);
        }

        return rows;
    }

    /// <summary>Takes the logits of its rows and returns the rest.</summary>
    public ReadOnlySpan<float> Take(int rows, ReadOnlySpan<float> logits)
    {
        logits[..(rows * vocabulary)].CopyTo(Logits.AsSpan(Computed * vocabulary));
        Computed += rows;
        return logits[(rows * vocabulary)..];
    }
}
