using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Formats;
using K2Sharp.Text.Schema.Validation.Loading;
using K2Sharp.Text.Schema.Validation.Patterns;
using K2Sharp.Text.Schema.Validation.Rules;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Compilation;

/// <summary>Compiles the keywords of the validation and format vocabularies: those without subschemas.</summary>
internal static class AssertionRules
{
    private const int MostDivisorDigits = 1_000;
    private static readonly string[] s_limits = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
    private static readonly string[] s_sizes = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];

    /// <summary>Adds the rules of a schema.</summary>
    public static void Add(KeywordReader reader, Dialect dialect, SchemaValidationOptions options, List<SchemaRule> rules)
    {
        if (dialect.Has(Vocabularies.Validation))
        {
            AddValidation(reader, options, rules);
        }

        bool assertsFormats = dialect.Has(Vocabularies.FormatAssertion) || (options.AssertFormats && dialect.Has(Vocabularies.FormatAnnotation));
        if (reader.TryGetString("format", out string? format) && assertsFormats && KnownFormats.Find(format) is { } check)
        {
            rules.Add(new FormatRule(reader.Place.Location, format, check));
        }
    }

    /// <summary>Compiles a pattern, with the place in its errors.</summary>
    public static EcmaPattern CompilePattern(KeywordReader reader, string keyword, string pattern, SchemaValidationOptions options)
    {
        try
        {
            return EcmaPattern.Compile(pattern, options.PatternTimeout);
        }
        catch (FormatException exception)
        {
            throw reader.Error(keyword, $"{Excerpt.Of(pattern)} is {exception.Message}");
        }
    }

    private static void AddValidation(KeywordReader reader, SchemaValidationOptions options, List<SchemaRule> rules)
    {
        string location = reader.Place.Location;
        if (reader.TryGet("type", out JsonElement type))
        {
            rules.Add(new TypeRule(location, ReadTypes(reader, type)));
        }

        if (reader.TryGet("enum", out JsonElement values))
        {
            rules.Add(values.ValueKind == JsonValueKind.Array ? new EnumRule(location, [.. values.EnumerateArray()]) : throw reader.Expected("enum", "an array", values));
        }

        if (reader.TryGet("const", out JsonElement constant))
        {
            rules.Add(new ConstRule(location, constant));
        }

        if (reader.TryGetNumber("multipleOf", out JsonElement divisor))
        {
            var number = ExactNumber.From(divisor);
            rules.Add(!number.IsZero && !number.IsNegative && number.DigitCount <= MostDivisorDigits
                ? new MultipleOfRule(location, divisor)
                : throw reader.Expected("multipleOf", $"a number greater than 0 of at most {MostDivisorDigits} digits", divisor));
        }

        foreach (string keyword in s_limits)
        {
            if (reader.TryGetNumber(keyword, out JsonElement limit))
            {
                rules.Add(new NumberLimitRule(location, keyword, limit));
            }
        }

        foreach (string keyword in s_sizes)
        {
            if (reader.TryGetCount(keyword, out int limit))
            {
                rules.Add(new SizeRule(location, keyword, limit));
            }
        }

        if (reader.TryGetString("pattern", out string? pattern))
        {
            rules.Add(new PatternRule(location, pattern, CompilePattern(reader, "pattern", pattern, options)));
        }

        if (reader.TryGetBoolean("uniqueItems", out bool unique) && unique)
        {
            rules.Add(new UniqueItemsRule(location));
        }

        if (reader.TryGetStrings("required", out string[]? required))
        {
            rules.Add(new RequiredRule(location, required));
        }

        if (reader.TryGetMembers("dependentRequired", out Dictionary<string, JsonElement>? dependencies))
        {
            rules.Add(new DependentRequiredRule(
                location,
                "dependentRequired",
                [.. dependencies.Select(pair => (pair.Key, reader.ReadStrings("dependentRequired", pair.Value)))]));
        }
    }

    private static TypeNames ReadTypes(KeywordReader reader, JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.String)
        {
            return ReadType(reader, type);
        }

        if (type.ValueKind != JsonValueKind.Array || type.GetArrayLength() == 0)
        {
            throw reader.Expected("type", "a type or an array of types", type);
        }

        return type.EnumerateArray().Aggregate(TypeNames.None, (types, item) => types | ReadType(reader, item));
    }

    private static TypeNames ReadType(KeywordReader reader, JsonElement type) => (type.ValueKind == JsonValueKind.String ? type.GetString() : null) switch
    {
        "null" => TypeNames.Null,
        "boolean" => TypeNames.Boolean,
        "integer" => TypeNames.Integer,
        "number" => TypeNames.Number,
        "string" => TypeNames.String,
        "array" => TypeNames.Array,
        "object" => TypeNames.Object,
        _ => throw reader.Expected("type", "one of null, boolean, integer, number, string, array, object", type),
    };
}
