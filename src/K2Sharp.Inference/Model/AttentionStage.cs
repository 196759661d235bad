namespace K2Sharp.Inference.Model;

/// <summary>The parallel regions of a step's attention. Only segments that are split over their context take part in the last two.</summary>
internal enum AttentionStage
{
    /// <summary>All of it, for segments that are not split; the absorbed queries, for those that are.</summary>
    Begin,

    /// <summary>Every span of the context by itself.</summary>
    Spans,

    /// <summary>The spans' sums become one, and go through W_UV.</summary>
    Merge,
}
