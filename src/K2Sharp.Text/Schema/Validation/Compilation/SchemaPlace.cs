using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Loading;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Compilation;

/// <summary>A schema's JSON and where it stands.</summary>
/// <param name="Resource">The resource around it.</param>
/// <param name="Pointer">The JSON pointer from the resource's root.</param>
/// <param name="Schema">The JSON.</param>
internal readonly record struct SchemaPlace(SchemaResource Resource, string Pointer, JsonElement Schema)
{
    /// <summary>The place as errors name it.</summary>
    public string Location => $"{Resource.Display}#{Pointer}";

    public SchemaPlace Member(string name, JsonElement value) => this with { Pointer = JsonPointer.Append(Pointer, name), Schema = value };

    public SchemaPlace Item(int index, JsonElement value) => this with { Pointer = JsonPointer.Append(Pointer, index), Schema = value };
}
