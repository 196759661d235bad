using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Loading;

namespace K2Sharp.Text.Schema.Validation;

/// <summary>
/// Schemas that others may refer to by URI. Nothing is ever fetched: a reference to what is not here is an error of the schema.
/// The metaschemas of draft 2020-12 are always present. Fill a registry before compiling with it; then it may be shared by threads.
/// </summary>
public sealed class SchemaRegistry
{
    internal ResourceIndex Index { get; } = new(Metaschemas.Index);

    /// <summary>Adds a schema, which is copied, under a URI and under its own <c>$id</c>, and every schema inside it that has an <c>$id</c>.</summary>
    /// <param name="uri">An absolute URI without fragment.</param>
    /// <param name="schema">An object or a boolean.</param>
    /// <exception cref="SchemaException">Another schema is there under that URI, or two parts have one anchor.</exception>
    public void Add(string uri, JsonElement schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        if (uri.Contains('#', StringComparison.Ordinal))
        {
            throw new ArgumentException("a URI without fragment is needed", nameof(uri));
        }

        Index.Add(uri, schema.Clone(), uri);
    }
}
