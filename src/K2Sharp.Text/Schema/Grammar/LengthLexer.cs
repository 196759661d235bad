using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// Reads strings of certain lengths. A state says how many characters must and may still come, both only up to more than a token has:
/// the real count is kept outside, and <see cref="Normalize"/> brings it back. So a string of thousands of characters has few states.
/// </summary>
internal sealed class LengthLexer : StringLexer
{
    private const int Cap = 512;
    private const int Unlimited = 1023;

    private readonly int _min;
    private readonly int? _max;

    public LengthLexer(int min, int? max, StringSpelling spelling = StringSpelling.Any)
        : base(spelling) => (_min, _max) = (min, max);

    /// <summary>Reads any string.</summary>
    public static LengthLexer Free { get; } = new(0, max: null);

    /// <summary>Reads any string in its one canonical spelling.</summary>
    public static LengthLexer FreeCanonical { get; } = new(0, max: null, StringSpelling.Canonical);

    public override int Start => Normalize(0, 0);

    public override int Label(int state) => state >> 10 == 0 ? 1 : 0;

    public override int Normalize(int state, int count) =>
        (Math.Min(Cap, Math.Max(0, _min - count)) << 10) | (_max is int max ? Math.Min(Cap, max - count) : Unlimited);

    public override int PlainLimit(int state) => (state & 1023) is int may and not Unlimited ? may : int.MaxValue;

    public override double Completions(int state) => (state & 1023) == 0 ? 1 : double.PositiveInfinity;

    protected override int Next(int state, int codePoint)
    {
        int must = state >> 10;
        int may = state & 1023;
        return may == 0 ? Dfa.Dead : (Math.Max(0, must - 1) << 10) | (may == Unlimited ? may : may - 1);
    }

    protected override bool CanGo(int state, int low, int high) => (state & 1023) != 0;
}
