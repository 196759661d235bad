using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>An object after one of its names: the value that is awaited, and the alternatives that each of its goals keeps.</summary>
internal sealed class ObjectMove
{
    private readonly ObjectState _state;
    private readonly int _label;
    private readonly ImmutableArray<(int Bit, ObjectItem After)> _moves;
    private readonly ConcurrentDictionary<int, Frame?> _after = new();

    public ObjectMove(ObjectState state, int label, ValueFrame value, ImmutableArray<(int Bit, ObjectItem After)> moves)
    {
        (_state, _label, Value, _moves) = (state, label, value, moves);
        Colon = new ObjectFrame(state, ObjectPhase.Colon, label);
        Waiting = new ObjectFrame(state, ObjectPhase.Value, label);
    }

    public ValueFrame Value { get; }

    public ObjectFrame Colon { get; }

    public ObjectFrame Waiting { get; }

    /// <summary>The frame after a value that satisfies the goals of a mask.</summary>
    public Frame? After(int mask) => _after.GetOrAdd(mask, static (mask, move) => move._state.After(
        move._label,
        [.. move._moves.Where(item => (item.Bit & mask) != 0).Select(item => item.After).Distinct().Take(GrammarMachine.MaxItems)]), this);
}
