using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Schemas;

/// <summary>A property of a tool's arguments.</summary>
/// <param name="Name">Its name, such as guest_name.</param>
/// <param name="Kind">What values it takes.</param>
internal sealed record SchemaProperty(string Name, PropertyKind Kind)
{
    /// <summary>Whether a call must give it.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>The values allowed; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The properties of a nested object, sorted.</summary>
    public IReadOnlyList<SchemaProperty> Members { get; init; } = [];

    /// <summary>The kind as thoughts name it: the word that stands behind the property's name in its printed schema.</summary>
    public string KindName => Kind switch
    {
        PropertyKind.Array => "items",
        PropertyKind.Object => throw new InvalidOperationException("a nested object has members instead of a value"),
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Its JSON schema.</summary>
    public string ToSchema() => Kind switch
    {
        PropertyKind.Enum => "{\"type\":\"string\",\"enum\":[" + string.Join(',', Choices.Select(JsonWords.Quote)) + "]}",
        PropertyKind.Array => "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
        PropertyKind.Object => ToSchema(Members),
        _ => JsonWords.Object("type", KindName),
    };

    /// <summary>The schema of an object with these properties.</summary>
    public static string ToSchema(IReadOnlyList<SchemaProperty> properties)
    {
        IEnumerable<string> members = properties.Select(property => JsonWords.Quote(property.Name) + ":" + property.ToSchema());
        IEnumerable<string> required = properties.Where(property => property.IsRequired).Select(property => JsonWords.Quote(property.Name));
        return "{\"type\":\"object\",\"properties\":{" + string.Join(',', members) + "},\"required\":[" + string.Join(',', required) + "]}";
    }
}
