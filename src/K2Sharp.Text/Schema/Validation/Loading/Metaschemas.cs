using System.Text.Json;

namespace K2Sharp.Text.Schema.Validation.Loading;

/// <summary>The published metaschemas of draft 2020-12, embedded.</summary>
internal static class Metaschemas
{
    private static readonly Lazy<ResourceIndex> s_index = new(Load);

    public static ResourceIndex Index => s_index.Value;

    private static ResourceIndex Load()
    {
        ResourceIndex index = new(outer: null);
        foreach (string name in typeof(Metaschemas).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("metaschema/", StringComparison.Ordinal)))
        {
            using Stream stream = typeof(Metaschemas).Assembly.GetManifestResourceStream(name)!;
            using JsonDocument document = JsonDocument.Parse(stream);
            string id = document.RootElement.GetProperty("$id").GetString()!;
            index.Add(id, document.RootElement.Clone(), id);
        }

        return index;
    }
}
