using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>
/// Absorbed attention of few queries over a long context, split over the context: queries are absorbed head by head, then every span is taken by itself with
/// many heads at once, then the spans are put together head by head. Each cached entry is read by few items, and there are enough of them for many threads.
/// </summary>
internal readonly unsafe ref struct SplitAttention(ref AttentionStep step)
{
    /// <summary>Queries (heads times tokens) that walk a span together: their sums and the block fit the second-level cache.</summary>
    public const int QueriesPerItem = 32;

    /// <summary>Segments of more tokens have enough items without being split.</summary>
    private const int MostTokens = 8;

    private readonly ref AttentionStep _step = ref step;

    /// <summary>Floats for the absorbed queries of a step's split segments; 0 where no context is longer than a span.</summary>
    public static long QueryLength(ModelDimensions size)
        => ContextSpans.Count(size.Config.MaxPositionEmbeddings) > 1 ? (long)MostTokens * size.Heads * size.CacheWidth : 0;

    /// <summary>Floats for the spans' sums: those of one token over the longest context.</summary>
    public static long SumsLength(ModelDimensions size)
    {
        int spans = ContextSpans.Count(size.Config.MaxPositionEmbeddings);
        return spans > 1 ? spans * SpanSums.Length(size.Heads, size.Latent) : 0;
    }

    /// <summary>Has a segment split if it is one that gains by it and there is room for what its spans come to.</summary>
    /// <param name="step">The segment; absorbed.</param>
    /// <param name="queries">Where room for queries begins; moved on.</param>
    /// <param name="queriesEnd">Where it ends.</param>
    /// <param name="sums">Where room for sums begins; moved on.</param>
    /// <param name="sumsEnd">Where it ends.</param>
    public static void TryPlace(ref AttentionStep step, ref float* queries, float* queriesEnd, ref float* sums, float* sumsEnd)
    {
        int spans = ContextSpans.Count(step.ContextLength);
        int count = step.Heads * step.Tokens;
        long queryLength = (long)count * step.CacheWidth;
        long sumsLength = spans * SpanSums.Length(count, step.Latent);
        if (spans > 1 && step.Tokens <= MostTokens && queriesEnd - queries >= queryLength && sumsEnd - sums >= sumsLength)
        {
            step.IsSplit = true;
            step.AbsorbedQueries = queries;
            step.SpanSums = sums;
            queries += queryLength;
            sums += sumsLength;
        }
    }

    public static int HeadsFor(in AttentionStep step) => Math.Clamp(QueriesPerItem / step.Tokens, 1, step.Heads);

    /// <summary>A segment's items in a region.</summary>
    public static int Items(in AttentionStep step, AttentionStage stage)
        => stage == AttentionStage.Spans ? ContextSpans.Count(step.ContextLength) * step.HeadGroups : step.Heads;

    public void Execute(AttentionStage stage, int item, int worker)
    {
        var attention = new AbsorbedAttention(ref _step);
        int tokens = _step.Tokens;
        switch (stage)
        {
            case AttentionStage.Begin:
                attention.AbsorbQueries(item, 1, _step.AbsorbedQueries + ((long)item * tokens * _step.CacheWidth));
                break;
            case AttentionStage.Spans:
                int span = item / _step.HeadGroups;
                int first = item % _step.HeadGroups * _step.HeadsPerItem;
                int count = Math.Min(_step.HeadsPerItem, _step.Heads - first) * tokens;
                attention.AttendSpan(
                    span,
                    _step.AbsorbedQueries + ((long)first * tokens * _step.CacheWidth),
                    count,
                    SumsOf(span, first),
                    _step.Scratch + (worker * _step.ScratchStride));
                break;
            default:
                SpanSums sums = SumsOf(0, item);
                for (int later = 1; later < ContextSpans.Count(_step.ContextLength); later++)
                {
                    sums.Add(_step.Path, SumsOf(later, item), tokens, _step.Latent);
                }

                sums.Normalize(_step.Path, tokens, _step.Latent);
                attention.ProjectValues(item, 1, sums.Latents);
                break;
        }
    }

    /// <summary>The sums of a span from a head on.</summary>
    private SpanSums SumsOf(int span, int head)
    {
        int queries = _step.Heads * _step.Tokens;
        return SpanSums.At(_step.SpanSums + (span * SpanSums.Length(queries, _step.Latent)), queries, _step.Latent, head * _step.Tokens);
    }
}
