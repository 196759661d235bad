namespace K2Sharp.Text.Schema.Validation.Loading;

/// <summary>The sets of keywords that a dialect may use.</summary>
[Flags]
internal enum Vocabularies
{
    None = 0,
    Core = 1,
    Applicator = 2,
    Unevaluated = 4,
    Validation = 8,
    FormatAnnotation = 16,
    FormatAssertion = 32,
    Content = 64,
    MetaData = 128,
    Standard = Core | Applicator | Unevaluated | Validation | FormatAnnotation | Content | MetaData,
}
