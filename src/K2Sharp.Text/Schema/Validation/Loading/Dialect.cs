namespace K2Sharp.Text.Schema.Validation.Loading;

/// <summary>The rules by which a schema resource is read.</summary>
/// <param name="Vocabularies">The keywords that count.</param>
/// <param name="IsLegacy">Drafts 6 to 2019-09: <c>items</c> may be an array, then <c>additionalItems</c> holds for the rest; there is no <c>prefixItems</c>.</param>
/// <param name="ReferenceStandsAlone">Drafts 6 and 7: beside <c>$ref</c> nothing counts.</param>
internal sealed record Dialect(Vocabularies Vocabularies, bool IsLegacy, bool ReferenceStandsAlone)
{
    /// <summary>Draft 2020-12.</summary>
    public static Dialect Standard { get; } = new(Vocabularies.Standard, IsLegacy: false, ReferenceStandsAlone: false);

    public bool Has(Vocabularies vocabulary) => (Vocabularies & vocabulary) == vocabulary;
}
