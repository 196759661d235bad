namespace K2Sharp.Text.Schema.Validation;

/// <summary>One rule of a schema that a value breaks.</summary>
/// <param name="InstancePath">Where in the value: a JSON pointer (RFC 6901); empty for the whole value.</param>
/// <param name="SchemaPath">Where in the schema: the JSON pointer of the rule after <c>#</c>, with the resource's URI before it where that is not the schema's own.</param>
/// <param name="Keyword">The rule's keyword, such as <c>required</c>; <c>false</c> for a schema that is false; <c>limit</c> when depth, time or steps ran out.</param>
/// <param name="Message">One line, made for a person or a model that is to mend the value.</param>
public sealed record SchemaError(string InstancePath, string SchemaPath, string Keyword, string Message)
{
    /// <summary>For <c>anyOf</c> and <c>oneOf</c>: what is wrong by each alternative.</summary>
    public IReadOnlyList<SchemaError> Causes { get; init; } = [];

    /// <summary>Path, message and rule in one line.</summary>
    public override string ToString() => $"{(InstancePath.Length == 0 ? "(root)" : InstancePath)}: {Message} ({SchemaPath})";
}
