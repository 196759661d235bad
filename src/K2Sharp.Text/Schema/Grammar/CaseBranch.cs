namespace K2Sharp.Text.Schema.Grammar;

/// <summary>One alternative of an array or object: all of these demands together.</summary>
/// <param name="Atoms">The demands.</param>
/// <param name="Evaluated">What has been evaluated; kept only where it matters.</param>
internal sealed record CaseBranch(IReadOnlyList<CaseAtom> Atoms, Evaluated Evaluated)
{
    public static CaseBranch Empty { get; } = new([], Evaluated.Nothing);

    public static CaseBranch Of(params CaseAtom[] atoms) => new(atoms, Evaluated.Nothing);

    public CaseBranch And(CaseBranch other) =>
        Atoms.Count == 0 && Evaluated == Evaluated.Nothing ? other
        : other.Atoms.Count == 0 && other.Evaluated == Evaluated.Nothing ? this
        : new CaseBranch([.. Atoms, .. other.Atoms], Evaluated.And(other.Evaluated));

    /// <summary>A quick look for contradictions, so that most branches that cannot be are dropped early.</summary>
    public bool IsContradictory(PatternTable patterns)
    {
        int min = 0;
        int max = int.MaxValue;
        List<string>? names = null;
        foreach (CaseAtom atom in Atoms)
        {
            if (atom is CaseAtom.Size size)
            {
                min = Math.Max(min, size.Min);
                max = Math.Min(max, size.Max ?? int.MaxValue);
            }
            else if (atom is CaseAtom.HasName has)
            {
                (names ??= []).Add(has.Name);
            }
        }

        return min > max || names?.Any(name => Atoms.Any(atom => atom is CaseAtom.ForAll { Literal: -1 } all
            && all.Names.Contains(name, pattern => patterns[pattern].Run(name) != 0))) == true;
    }
}
