using System.Text;
using System.Text.Json;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.Anthropic.Events;

/// <summary>A block that is being written.</summary>
/// <param name="start">The block as it began.</param>
internal sealed class OpenBlock(ContentBlock start)
{
    /// <summary>Stands for arguments that are no JSON object, because the answer was cut in the midst of them.</summary>
    private const string Partial = "_partial_json";

    private readonly StringBuilder _text = new();

    public string Type => start.Type;

    public string Text => _text.ToString();

    public void Append(string text) => _text.Append(text);

    /// <summary>The block with all that was added.</summary>
    /// <param name="sign">Makes the signature of a thought.</param>
    public ContentBlock Close(Func<string, string> sign) => Type switch
    {
        BlockType.Text => start with { Text = Text },
        BlockType.Thinking => start with { Thinking = Text, Signature = sign(Text) },
        _ => start with { Input = ReadInput() },
    };

    private JsonElement ReadInput()
    {
        try
        {
            JsonElement input = JsonElement.Parse(Text, new JsonDocumentOptions { MaxDepth = 512 });
            if (input.ValueKind == JsonValueKind.Object)
            {
                return input;
            }
        }
        catch (JsonException)
        {
            // Cut.
        }

        return JsonCopy.Build(json =>
        {
            json.WriteStartObject();
            json.WriteString(Partial, Text);
            json.WriteEndObject();
        });
    }
}
