namespace K2Sharp.Text.Schema.Validation.Loading;

/// <summary>The dialects and vocabularies that have names.</summary>
internal static class KnownDialects
{
    public const string StandardUri = "https://json-schema.org/draft/2020-12/schema";
    private const string VocabularyPrefix = "https://json-schema.org/draft/2020-12/vocab/";

    /// <summary>The dialect of an earlier draft. 2020-12 is not among these: it is read as any other metaschema.</summary>
    public static Dialect? FindLegacy(string metaschema) => Trim(metaschema) switch
    {
        "json-schema.org/draft/2019-09/schema" => new Dialect(Vocabularies.Standard, IsLegacy: true, ReferenceStandsAlone: false),
        "json-schema.org/draft-07/schema" or "json-schema.org/draft-06/schema" =>
            new Dialect(Vocabularies.Standard & ~Vocabularies.Unevaluated, IsLegacy: true, ReferenceStandsAlone: true),
        _ => null,
    };

    /// <summary>Whether this names a draft that is too old to be read.</summary>
    public static bool IsTooOld(string metaschema) =>
        Trim(metaschema) is "json-schema.org/draft-03/schema" or "json-schema.org/draft-04/schema" or "json-schema.org/draft-05/schema";

    public static Vocabularies? FindVocabulary(string uri) => uri switch
    {
        VocabularyPrefix + "core" => Vocabularies.Core,
        VocabularyPrefix + "applicator" => Vocabularies.Applicator,
        VocabularyPrefix + "unevaluated" => Vocabularies.Unevaluated,
        VocabularyPrefix + "validation" => Vocabularies.Validation,
        VocabularyPrefix + "format-annotation" => Vocabularies.FormatAnnotation,
        VocabularyPrefix + "format-assertion" => Vocabularies.FormatAssertion,
        VocabularyPrefix + "content" => Vocabularies.Content,
        VocabularyPrefix + "meta-data" => Vocabularies.MetaData,
        _ => null,
    };

    private static string Trim(string metaschema)
    {
        int scheme = metaschema.IndexOf("://", StringComparison.Ordinal);
        return metaschema[(scheme < 0 ? 0 : scheme + 3)..].TrimEnd('#');
    }
}
