using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation.Loading;

namespace K2Sharp.Text.Schema.Validation.Compilation;

/// <summary>Finds out by which rules a resource is read: what its metaschema's <c>$vocabulary</c> says.</summary>
internal sealed class DialectReader(ResourceIndex index)
{
    private readonly Dictionary<string, Dialect> _known = new(StringComparer.Ordinal);

    /// <summary>The dialect of a resource; 2020-12 where its metaschema is not known.</summary>
    /// <exception cref="SchemaException">The metaschema demands a vocabulary that is not supported, or is of draft 4 or earlier.</exception>
    public Dialect Of(SchemaResource resource)
    {
        if (resource.Metaschema is not { } metaschema)
        {
            return Dialect.Standard;
        }

        if (!_known.TryGetValue(metaschema, out Dialect? dialect))
        {
            dialect = Read(metaschema, $"{resource.Display}#/$schema");
            _known.Add(metaschema, dialect);
        }

        return dialect;
    }

    private Dialect Read(string metaschema, string location)
    {
        if (KnownDialects.FindLegacy(metaschema) is { } legacy)
        {
            return legacy;
        }

        if (KnownDialects.IsTooOld(metaschema))
        {
            throw SchemaException.At(location, $"{metaschema} is not supported; drafts 6, 7, 2019-09 and 2020-12 are");
        }

        if (!index.TryGet(SchemaUri.Split(metaschema).Base, out SchemaResource? resource)
            || resource.Root.ValueKind != JsonValueKind.Object
            || !JsonText.TryGetMember(resource.Root, "$vocabulary", out JsonElement vocabularies)
            || vocabularies.ValueKind != JsonValueKind.Object)
        {
            return Dialect.Standard;
        }

        Vocabularies used = Vocabularies.Core;
        foreach (JsonProperty vocabulary in vocabularies.EnumerateObject())
        {
            string uri = JsonText.GetName(vocabulary);
            if (KnownDialects.FindVocabulary(uri) is { } known)
            {
                used |= known;
            }
            else if (vocabulary.Value.ValueKind == JsonValueKind.True)
            {
                throw SchemaException.At(location, $"{metaschema} demands the vocabulary {uri}, which is not supported");
            }
        }

        return new Dialect(used, IsLegacy: false, ReferenceStandsAlone: false);
    }
}
