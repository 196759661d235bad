using System.Text.Json;
using K2Sharp.Cli.Hosting;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Grammar;
using K2Sharp.Text.Schema.Validation;

namespace K2Sharp.Cli.Debugging;

/// <summary><c>k2 debug schema</c>: what the validator and the token grammar of a schema say about an instance.</summary>
internal static class DebugSchemaVerb
{
    public static Verb Create(CliHost host)
    {
        var verb = new Verb("schema", "{\"schema\":{..},\"instance\":..} -> {\"valid\",\"accepts\"}; {\"schema\":{..}} -> {\"supported\",\"why\"}")
        {
            Remarks =
                "\"valid\" is what the validator says (draft 2020-12); \"accepts\" is whether the grammar compiled from the schema lets the instance through,\n"
                + "written compactly. \"supported\" is whether there is such a grammar, and \"why\" what stands against it.\n"
                + "Optional: \"formats\":true makes format a rule for both; \"documents\":{\"uri\":{..}} holds schemas that this one may refer to.\n"
                + JsonLines.Remarks,
            Examples = [("echo '{\"schema\":{\"type\":\"integer\"},\"instance\":1}' | k2 debug schema", "both answers for one instance")],
        };
        verb.SetAction(_ => new JsonLines(host).Run(Answer));
        return verb;
    }

    private static void Answer(JsonElement request, Utf8JsonWriter json)
    {
        if (!JsonText.TryGetMember(request, "schema", out JsonElement schema))
        {
            throw new ChatFormatException("schema: missing; send {\"schema\":..}, with or without \"instance\"");
        }

        bool assertFormats = RequestFields.Flag(request, "formats");
        Dictionary<string, JsonElement> documents = ReadDocuments(request);
        if (!JsonText.TryGetMember(request, "instance", out JsonElement instance))
        {
            WriteSupport(schema, assertFormats, documents, json);
            return;
        }

        bool isValid = Validator(schema, assertFormats, documents).IsValid(instance);
        bool accepts = Grammar(schema, assertFormats, documents, out _) is { } grammar && grammar.Accepts(CanonicalJson.Write(instance));
        json.WriteStartObject();
        json.WriteBoolean("valid", isValid);
        json.WriteBoolean("accepts", accepts);
        json.WriteEndObject();
    }

    private static void WriteSupport(JsonElement schema, bool assertFormats, Dictionary<string, JsonElement> documents, Utf8JsonWriter json)
    {
        string? why = null;
        try
        {
            Validator(schema, assertFormats, documents);
        }
        catch (SchemaException exception)
        {
            why = exception.Message;
        }

        if (why is null)
        {
            Grammar(schema, assertFormats, documents, out why);
        }

        json.WriteStartObject();
        json.WriteBoolean("supported", why is null);
        json.WriteString("why", why ?? string.Empty);
        json.WriteEndObject();
    }

    private static JsonSchemaValidator Validator(JsonElement schema, bool assertFormats, Dictionary<string, JsonElement> documents)
    {
        SchemaRegistry registry = new();
        foreach ((string uri, JsonElement document) in documents)
        {
            registry.Add(uri, document);
        }

        return JsonSchemaValidator.Compile(schema, registry, new SchemaValidationOptions { AssertFormats = assertFormats });
    }

    private static CompiledGrammar? Grammar(JsonElement schema, bool assertFormats, Dictionary<string, JsonElement> documents, out string? why)
    {
        try
        {
            why = null;
            return CompiledGrammar.FromJsonSchema(schema, new GrammarOptions { AssertFormats = assertFormats, Documents = documents });
        }
        catch (GrammarException exception)
        {
            why = exception.Message;
            return null;
        }
    }

    private static Dictionary<string, JsonElement> ReadDocuments(JsonElement request)
    {
        if (!RequestFields.TryGet(request, "documents", out JsonElement documents))
        {
            return [];
        }

        return documents.ValueKind == JsonValueKind.Object
            ? documents.EnumerateObject().ToDictionary(JsonText.GetName, property => property.Value, StringComparer.Ordinal)
            : throw new ChatFormatException("documents: expected an object of schemas by URI");
    }
}
