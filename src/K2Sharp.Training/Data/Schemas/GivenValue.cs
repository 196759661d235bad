namespace K2Sharp.Training.Data.Schemas;

/// <summary>A value that the user gives for a property.</summary>
/// <param name="Property">The property; never a nested object itself but its member.</param>
/// <param name="Parent">The nested object's property that the property belongs to; null for none.</param>
/// <param name="Json">The value as the call must have it.</param>
/// <param name="Said">The value as the user says it.</param>
internal sealed record GivenValue(SchemaProperty Property, SchemaProperty? Parent, string Json, string Said)
{
    /// <summary>How the user names the property.</summary>
    public string Path => Parent is null ? Property.Name : Parent.Name + "." + Property.Name;
}
