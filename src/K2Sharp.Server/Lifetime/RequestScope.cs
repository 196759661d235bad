using System.Collections;

namespace K2Sharp.Server.Lifetime;

/// <summary>The log scope of a request: its id, as a field in JSON and as text elsewhere.</summary>
/// <param name="id">The id.</param>
internal sealed class RequestScope(string id) : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] =>
        index == 0 ? new("RequestId", id) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
    }

    /// <inheritdoc/>
    public override string ToString() => id;

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
