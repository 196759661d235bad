using System.Runtime.CompilerServices;
using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Compilation;
using K2Sharp.Text.Schema.Validation.Loading;
using K2Sharp.Text.Schema.Validation.Rules;

namespace K2Sharp.Text.Schema.Validation;

/// <summary>
/// A JSON Schema (draft 2020-12; drafts 6, 7 and 2019-09 where <c>$schema</c> says so), compiled. Numbers are compared exactly, lengths
/// are code points, patterns are ECMA-262's, references lead only to the schema itself, the registry and the metaschemas. A check ends
/// within the options' limits for every schema and every value. May be used by several threads.
/// </summary>
public sealed class JsonSchemaValidator
{
    /// <summary>The base of relative references in a schema that has no URI.</summary>
    private const string NoUri = "json-schema:///";

    private readonly SchemaNode _root;
    private readonly SchemaValidationOptions _options;

    private JsonSchemaValidator(SchemaNode root, SchemaValidationOptions options)
    {
        _root = root;
        _options = options;
    }

    /// <summary>Compiles a schema, which is copied.</summary>
    /// <param name="schema">An object or a boolean.</param>
    /// <param name="registry">Schemas that this one may refer to; null for none but the metaschemas.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="SchemaException">The schema, or one that it leads to, is not one; the message names the place.</exception>
    public static JsonSchemaValidator Compile(JsonElement schema, SchemaRegistry? registry = null, SchemaValidationOptions? options = null)
    {
        options ??= new SchemaValidationOptions();
        ResourceIndex index = new(registry?.Index ?? Metaschemas.Index);
        try
        {
            SchemaResource root = index.Add(NoUri, schema.Clone(), string.Empty);
            return new JsonSchemaValidator(new SchemaCompiler(index, options).Compile(root), options);
        }
        catch (InsufficientExecutionStackException exception)
        {
            throw new SchemaException("#: the schema nests too deeply", exception);
        }
    }

    /// <summary>Whether a value keeps the schema. A value that could not be checked within the limits does not.</summary>
    public bool IsValid(JsonElement instance) => Run(instance, collect: false, out _);

    /// <summary>The rules that a value breaks; none when it keeps the schema.</summary>
    public IReadOnlyList<SchemaError> Validate(JsonElement instance) => Run(instance, collect: true, out Evaluation evaluation)
        ? []
        : evaluation.Limit is { } limit ? [.. evaluation.Errors, limit] : evaluation.Errors;

    private bool Run(JsonElement instance, bool collect, out Evaluation evaluation)
    {
        evaluation = new Evaluation(_options, collect);
        try
        {
            return _root.Check(evaluation, instance, parts: null) && evaluation.Limit is null;
        }
        catch (InsufficientExecutionStackException)
        {
            return evaluation.Stop(_root.Location, "the value nests too deeply");
        }
    }
}
