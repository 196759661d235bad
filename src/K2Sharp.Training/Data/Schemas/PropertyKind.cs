namespace K2Sharp.Training.Data.Schemas;

/// <summary>What values a property takes.</summary>
internal enum PropertyKind
{
    String,
    Integer,
    Number,
    Boolean,
    Enum,
    Array,
    Object,
}
