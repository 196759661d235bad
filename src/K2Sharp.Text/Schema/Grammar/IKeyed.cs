namespace K2Sharp.Text.Schema.Grammar;

/// <summary>Something whose content is told by a text.</summary>
internal interface IKeyed
{
    /// <summary>Equal for equal content.</summary>
    string Key { get; }
}
