using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace K2Sharp.Extensions.AI.Chat;

/// <summary>Reads what <see cref="ChatOptions.AdditionalProperties"/> hold for K2: values set in code, or read from JSON.</summary>
internal readonly struct ExtraProperties(AdditionalPropertiesDictionary? values)
{
    /// <exception cref="K2RequestException">The value is no number.</exception>
    public float? Number(string name) => Get(name) switch
    {
        null => null,
        JsonElement { ValueKind: JsonValueKind.Number } json => json.GetSingle(),
        JsonElement => throw Wrong(name, "a number"),
        IConvertible value and not string and not bool => Convert.ToSingle(value, CultureInfo.InvariantCulture),
        _ => throw Wrong(name, "a number"),
    };

    /// <exception cref="K2RequestException">The value is no whole number.</exception>
    public int? WholeNumber(string name) => Get(name) switch
    {
        null => null,
        JsonElement json => json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out int number) ? number : throw Wrong(name, "a whole number"),
        int number => number,
        long number and >= int.MinValue and <= int.MaxValue => (int)number,
        _ => throw Wrong(name, "a whole number"),
    };

    /// <exception cref="K2RequestException">The value is neither true nor false.</exception>
    public bool? Flag(string name) => Get(name) switch
    {
        null => null,
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    /// <exception cref="K2RequestException">The value is no map from token ids to numbers.</exception>
    public IReadOnlyDictionary<int, float> LogitBias(string name)
    {
        switch (Get(name))
        {
            case null:
                return new Dictionary<int, float>();
            case IReadOnlyDictionary<int, float> bias:
                return bias;
            case JsonElement { ValueKind: JsonValueKind.Object } json:
                var read = new Dictionary<int, float>();
                foreach (JsonProperty property in json.EnumerateObject())
                {
                    bool isValid = int.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int token) && property.Value.ValueKind == JsonValueKind.Number;
                    read[token] = isValid ? property.Value.GetSingle() : throw Wrong(name, "a map from token ids to numbers");
                }

                return read;
            default:
                throw Wrong(name, "a map from token ids to numbers");
        }
    }

    private static K2RequestException Wrong(string name, string expected) => new($"AdditionalProperties.{name}", $"expected {expected}");

    private object? Get(string name) => values is not null && values.TryGetValue(name, out object? value) && value is not JsonElement { ValueKind: JsonValueKind.Null } ? value : null;
}
