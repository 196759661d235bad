using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Engine;

/// <summary>
/// Begins the answer with <c>&lt;think&gt;</c> and closes the thought at its budget. Another constraint may stand behind it; that one is told
/// every token, these tags included, and rules wherever this one has nothing to say.
/// </summary>
internal sealed class ThinkingConstraint : ITokenConstraint, IOptionalPreparation
{
    private readonly int[] _begin;
    private readonly int[] _end;
    private readonly HashSet<int> _toolMarkers;
    private readonly int _budget;
    private readonly ITokenConstraint? _inner;
    private int _spent;
    private Place _place;

    /// <param name="tokens">The ids of the tags.</param>
    /// <param name="isInThought">Whether the prompt ends inside a thought, so that no tag is to be forced.</param>
    /// <param name="budget">Tokens between the tags; null for any number.</param>
    /// <param name="inner">Rules for the rest.</param>
    public ThinkingConstraint(ThinkingTokens tokens, bool isInThought, int? budget, ITokenConstraint? inner)
    {
        _begin = [tokens.Begin];
        _end = [tokens.End];
        _toolMarkers = [.. tokens.ToolMarkers];
        _budget = budget ?? int.MaxValue;
        _inner = inner;
        _place = isInThought ? Place.Thought : Place.Start;
    }

    private enum Place
    {
        Start,
        Thought,
        Behind,
    }

    public ReadOnlySpan<int> Forced => _place switch
    {
        Place.Start => _begin,
        Place.Thought when _spent >= _budget => _end,
        _ => _inner is null ? [] : _inner.Forced,
    };

    /// <summary>Whether <see cref="Prepare"/> has anything to compute.</summary>
    public bool NeedsPreparation => _inner is IOptionalPreparation inner ? inner.NeedsPreparation : _inner is not null;

    public void Prepare(CancellationToken cancellation) => _inner?.Prepare(cancellation);

    public void Apply(Span<float> logits) => _inner?.Apply(logits);

    public void Accept(int token)
    {
        if (_place == Place.Start)
        {
            _place = Place.Thought;
        }
        else if (_place == Place.Thought)
        {
            _spent++;

            // K2 often leaves out </think> before its calls.
            if (token == _end[0] || _toolMarkers.Contains(token))
            {
                _place = Place.Behind;
            }
        }

        _inner?.Accept(token);
    }
}
