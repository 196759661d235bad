using System.Collections.Concurrent;
using System.Numerics;

namespace K2Sharp.Text.Schema.Automata;

/// <summary>
/// Sets of numbers as automata over plain decimals (no exponent, no minus before zero): each text is judged by its exact value, so the
/// sets may be united, intersected and complemented within <see cref="Plain"/>.
/// </summary>
internal static class NumberLanguages
{
    // A multiple needs a state for each remainder, times the digits that it may be written with.
    private const int MaxRemainders = 2_000;

    // Bounds that need more digits than this are refused; 1e308 has 309.
    private const int MaxDigits = 400;
    private const int MaxCached = 256;

    /// <summary>The most digits before the point.</summary>
    public const int MaxWhole = 32;

    // A double tells all decimals of so many digits apart.
    private const int MaxFaithful = 15;

    private static readonly ConcurrentDictionary<DecimalNumber, Dfa> s_compared = new();

    private static readonly Lazy<Dfa>[] s_integerSpellings =
        [.. Enumerable.Range(0, MaxWhole + 1).Select(digits => new Lazy<Dfa>(() => MakeSpelling(digits, fraction: null, exponent: false)))];

    private static readonly Lazy<Dfa>[] s_plainSpellings =
        [.. Enumerable.Range(0, MaxWhole + 1).Select(digits => new Lazy<Dfa>(() => DfaAlgebra.Intersect(
            Plain!, MakeSpelling(digits, whole => Math.Max(0, Math.Min(digits, MaxFaithful - whole)), exponent: false), AutomatonBudget.ForConstants())))];

    /// <summary>All plain decimals.</summary>
    public static Dfa Plain { get; } = Make(@"(0|-?[1-9]\d*)(\.\d+)?|-0\.\d*[1-9]\d*");

    /// <summary>The plain decimals whose value is an integer.</summary>
    public static Dfa Integers { get; } = Make(@"(0|-?[1-9]\d*)(\.0+)?");

    /// <summary>How numbers without a constraint are written.</summary>
    public static Dfa FreeSpelling { get; } = MakeSpelling(MaxWhole, _ => 32, exponent: true);

    /// <summary>How integers of up to so many digits are written where nothing else is allowed.</summary>
    public static Dfa IntegerSpelling(int digits) => s_integerSpellings[digits].Value;

    /// <summary>How constrained numbers are written: as many digits as a double keeps apart, or an integer of up to so many.</summary>
    public static Dfa PlainSpelling(int digits) => s_plainSpellings[digits].Value;

    /// <summary>Compares with a bound: the labels are 1 below, 2 equal, 3 above.</summary>
    /// <exception cref="AutomatonBudgetException">The bound has too many digits.</exception>
    public static Dfa Compare(DecimalNumber bound, AutomatonBudget budget)
    {
        if (s_compared.TryGetValue(bound, out Dfa? known))
        {
            return known;
        }

        if (s_compared.Count >= MaxCached)
        {
            s_compared.Clear();
        }

        return s_compared[bound] = MakeCompare(bound, budget);
    }

    private static Dfa MakeCompare(DecimalNumber bound, AutomatonBudget budget)
    {
        string whole = Checked(bound).IntegerDigits;
        string fraction = bound.FractionDigits;
        DfaBuilder builder = new();
        int start = builder.AddState(0);
        if (bound.Sign >= 0)
        {
            AddMagnitude(builder, start, whole, fraction, below: 1, above: 3, budget);
            AddConstant(builder, AddMinus(builder, start), label: 1);
        }
        else
        {
            AddMagnitude(builder, AddMinus(builder, start), whole, fraction, below: 3, above: 1, budget);
            AddConstant(builder, start, label: 3);
        }

        return DfaAlgebra.Combine(builder.Build(), Plain, (x, y) => y == 0 ? 0 : x, needLeft: true, needRight: true, budget);
    }

    /// <summary>The plain decimals that are a multiple of a positive number.</summary>
    /// <exception cref="AutomatonBudgetException">It needs too many remainders.</exception>
    public static Dfa MultiplesOf(DecimalNumber divisor, AutomatonBudget budget)
    {
        BigInteger modulus = Checked(divisor).Exponent > 0 ? divisor.Digits * BigInteger.Pow(10, divisor.Exponent) : divisor.Digits;
        int scale = Math.Max(0, -divisor.Exponent);
        if (modulus * (scale + 1) > budget.MaxStates)
        {
            throw new AutomatonBudgetException($"needs an automaton of more than {budget.MaxStates} states for multipleOf");
        }

        // State: how many digits after the point (0: none yet, the point not read) and the remainder of the digits read so far.
        int m = (int)modulus;
        DfaBuilder builder = new();
        for (int read = 0; read <= scale; read++)
        {
            int missing = (int)BigInteger.ModPow(10, scale - read, modulus);
            for (int remainder = 0; remainder < m; remainder++)
            {
                budget.Spend(builder.States + 1);
                builder.AddState((long)remainder * missing % m == 0 ? 1 : 0);
            }
        }

        int zeros = builder.AddState(1);
        builder.AddEdge(zeros, '0', '0', zeros);
        for (int read = 0; read <= scale; read++)
        {
            for (int remainder = 0; remainder < m; remainder++)
            {
                int state = (read * m) + remainder;
                for (int digit = 0; digit < 10; digit++)
                {
                    int next = (int)((((long)remainder * 10) + digit) % m);
                    int group = read == 0 ? 0 : read + 1;
                    if (group <= scale)
                    {
                        builder.AddEdge(state, '0' + digit, '0' + digit, (group * m) + next);
                    }
                    else if (digit == 0 && remainder == 0)
                    {
                        builder.AddEdge(state, '0', '0', zeros);
                    }
                }
            }
        }

        return AddPoints(builder, m, scale, zeros, budget);
    }

    /// <summary>The point leads from the integer digits to the first digit after it; the sign does not matter.</summary>
    private static Dfa AddPoints(DfaBuilder builder, int m, int scale, int zeros, AutomatonBudget budget)
    {
        builder.AddEdge(0, '-', '-', 0);
        for (int remainder = 0; remainder < m; remainder++)
        {
            int afterPoint = builder.AddState(0);
            builder.AddEdge(remainder, '.', '.', afterPoint);
            for (int digit = 0; digit < 10; digit++)
            {
                int next = (int)((((long)remainder * 10) + digit) % m);
                if (scale > 0)
                {
                    builder.AddEdge(afterPoint, '0' + digit, '0' + digit, m + next);
                }
                else if (digit == 0 && remainder == 0)
                {
                    builder.AddEdge(afterPoint, '0', '0', zeros);
                }
            }
        }

        Dfa multiples = DfaAlgebra.Intersect(builder.Build(), Plain, budget);
        return multiples.States <= MaxRemainders ? multiples
            : throw new AutomatonBudgetException($"needs an automaton of more than {MaxRemainders} states for multipleOf");
    }

    private static DecimalNumber Checked(DecimalNumber number) =>
        Math.Abs((long)number.Exponent) + number.Digits.GetBitLength() / 3 <= MaxDigits
            ? number
            : throw new AutomatonBudgetException($"compares with a number of more than {MaxDigits} digits");

    private static int AddMinus(DfaBuilder builder, int start)
    {
        int state = builder.AddState(0);
        builder.AddEdge(start, '-', '-', state);
        return state;
    }

    /// <summary>Digits and a point in any order, all with one label; the intersection with plain decimals brings the order.</summary>
    private static void AddConstant(DfaBuilder builder, int start, int label)
    {
        int state = builder.AddState(label);
        builder.AddEdge(start, '0', '9', state);
        builder.AddEdge(state, '0', '9', state);
        builder.AddEdge(state, '.', '.', state);
    }

    /// <summary>Compares digits with the bound's: as many digits before the point decide by the first that differs, fewer are less.</summary>
    private static void AddMagnitude(DfaBuilder builder, int start, string whole, string fraction, int below, int above, AutomatonBudget budget)
    {
        int lessFraction = AddLoop(builder, below);
        int moreFraction = AddLoop(builder, above);
        int moreWhole = AddLoop(builder, above);
        builder.AddEdge(moreWhole, '.', '.', moreFraction);

        // After the point: equal so far at fraction digit j. What ends before the bound's digits do is less, their last is not zero.
        int[] equalFraction = new int[fraction.Length + 1];
        for (int j = fraction.Length; j >= 0; j--)
        {
            int state = equalFraction[j] = builder.AddState(j < fraction.Length ? below : 2);
            if (j < fraction.Length)
            {
                AddDigit(builder, state, fraction[j], lessFraction, equalFraction[j + 1], moreFraction);
            }
            else
            {
                builder.AddEdge(state, '0', '0', state);
                builder.AddEdge(state, '1', '9', moreFraction);
            }
        }

        int lessWhole = -1;
        int equalWhole = -1;
        int moreSoFar = -1;
        for (int k = whole.Length; k >= 0; k--)
        {
            budget.Spend(builder.States + 3);
            (int less, int equal, int more) = (lessWhole, equalWhole, moreSoFar);
            bool last = k == whole.Length;
            lessWhole = builder.AddState(below);
            equalWhole = k == 0 ? start : builder.AddState(!last ? below : fraction.Length > 0 ? below : 2);
            moreSoFar = builder.AddState(last ? above : below);
            builder.AddEdge(lessWhole, '.', '.', lessFraction);
            builder.AddEdge(moreSoFar, '.', '.', last ? moreFraction : lessFraction);
            if (k > 0)
            {
                builder.AddEdge(equalWhole, '.', '.', last ? equalFraction[0] : lessFraction);
            }

            if (last)
            {
                builder.AddEdge(lessWhole, '0', '9', moreWhole);
                builder.AddEdge(equalWhole, '0', '9', moreWhole);
                builder.AddEdge(moreSoFar, '0', '9', moreWhole);
            }
            else
            {
                builder.AddEdge(lessWhole, '0', '9', less);
                builder.AddEdge(moreSoFar, '0', '9', more);
                AddDigit(builder, equalWhole, whole[k], less, equal, more);
            }
        }
    }

    private static void AddDigit(DfaBuilder builder, int state, char digit, int less, int equal, int more)
    {
        if (digit > '0')
        {
            builder.AddEdge(state, '0', digit - 1, less);
        }

        builder.AddEdge(state, digit, digit, equal);
        if (digit < '9')
        {
            builder.AddEdge(state, digit + 1, '9', more);
        }
    }

    private static int AddLoop(DfaBuilder builder, int label)
    {
        int state = builder.AddState(label);
        builder.AddEdge(state, '0', '9', state);
        return state;
    }

    private static Dfa Make(string pattern) => RegexCompiler.Match(pattern, AutomatonBudget.ForConstants());

    /// <summary>
    /// Numbers of up to so many digits before the point, of as many after it as a function of the former says, and of exponents up to 307. The minus
    /// before an integer zero is left out where there is no fraction.
    /// </summary>
    private static Dfa MakeSpelling(int digits, Func<int, int>? fraction, bool exponent)
    {
        DfaBuilder builder = new();
        int start = builder.AddState(0);
        int minus = builder.AddState(0);
        int zero = builder.AddState(1);
        builder.AddEdge(start, '-', '-', minus);
        builder.AddEdge(start, '0', '0', zero);
        if (fraction is not null)
        {
            builder.AddEdge(minus, '0', '0', zero);
        }

        int end = exponent ? AddExponent(builder) : -1;
        AddFraction(builder, zero, fraction?.Invoke(1) ?? 0, end);
        int previous = -1;
        for (int whole = 1; whole <= digits; whole++)
        {
            int state = builder.AddState(1);
            if (whole == 1)
            {
                builder.AddEdge(start, '1', '9', state);
                builder.AddEdge(minus, '1', '9', state);
            }
            else
            {
                builder.AddEdge(previous, '0', '9', state);
            }

            AddFraction(builder, state, fraction?.Invoke(whole) ?? 0, end);
            previous = state;
        }

        return builder.Build();
    }

    private static void AddFraction(DfaBuilder builder, int state, int digits, int exponent)
    {
        AddEnd(state);
        int previous = state;
        for (int i = 0; i <= digits && digits > 0; i++)
        {
            int next = builder.AddState(i == 0 ? 0 : 1);
            builder.AddEdge(previous, i == 0 ? '.' : '0', i == 0 ? '.' : '9', next);
            if (i > 0)
            {
                AddEnd(next);
            }

            previous = next;
        }

        void AddEnd(int place)
        {
            if (exponent >= 0)
            {
                builder.AddEdge(place, 'e', 'e', exponent);
                builder.AddEdge(place, 'E', 'E', exponent);
            }
        }
    }

    /// <summary>What follows the letter: a sign or none, and a number up to 307 of at most three digits.</summary>
    private static int AddExponent(DfaBuilder builder)
    {
        int letter = builder.AddState(0);
        int sign = builder.AddState(0);
        int three = builder.AddState(1);
        int last = builder.AddState(1);
        int anyTwo = builder.AddState(1);
        int zeroTwo = builder.AddState(1);
        int anyOne = builder.AddState(1);
        builder.AddEdge(letter, '+', '+', sign);
        builder.AddEdge(letter, '-', '-', sign);
        foreach (int from in (int[])[letter, sign])
        {
            builder.AddEdge(from, '0', '2', anyTwo);
            builder.AddEdge(from, '3', '3', three);
            builder.AddEdge(from, '4', '9', anyOne);
        }

        builder.AddEdge(anyTwo, '0', '9', anyOne);
        builder.AddEdge(anyOne, '0', '9', last);
        builder.AddEdge(three, '0', '0', zeroTwo);
        builder.AddEdge(three, '1', '9', last);
        builder.AddEdge(zeroTwo, '0', '7', last);
        return letter;
    }
}
