namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary>Which members and items of one value some rule has looked at: the annotations that <c>unevaluated..</c> reads.</summary>
internal sealed class EvaluatedParts
{
    private HashSet<string>? _members;
    private HashSet<int>? _items;
    private bool _allMembers;
    private bool _allItems;
    private int _firstItems;

    public void AddMember(string name) => (_members ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);

    public void AddItem(int index) => (_items ??= []).Add(index);

    public void AddFirstItems(int count) => _firstItems = Math.Max(_firstItems, count);

    public void AddAllMembers() => _allMembers = true;

    public void AddAllItems() => _allItems = true;

    public bool HasMember(string name) => _allMembers || (_members is not null && _members.Contains(name));

    public bool HasItem(int index) => _allItems || index < _firstItems || (_items is not null && _items.Contains(index));

    /// <summary>Adds what a schema has seen that held.</summary>
    public void Add(EvaluatedParts other)
    {
        _allMembers |= other._allMembers;
        _allItems |= other._allItems;
        _firstItems = Math.Max(_firstItems, other._firstItems);
        if (other._members is not null)
        {
            (_members ??= new HashSet<string>(StringComparer.Ordinal)).UnionWith(other._members);
        }

        if (other._items is not null)
        {
            (_items ??= []).UnionWith(other._items);
        }
    }

}
