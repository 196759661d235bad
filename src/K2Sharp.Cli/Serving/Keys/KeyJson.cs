using System.Text.Json;
using K2Sharp.Server.Keys;

namespace K2Sharp.Cli.Serving.Keys;

/// <summary>A key in JSON.</summary>
internal static class KeyJson
{
    /// <summary>Writes what is known of a key into an open object; absent limits are null.</summary>
    public static void WriteFields(Utf8JsonWriter json, ApiKey key)
    {
        json.WriteString("id", key.Id);
        json.WriteString("name", key.Name);
        json.WriteString("created", key.Created);
        if (key.Revoked is { } revoked)
        {
            json.WriteString("revoked", revoked);
        }
        else
        {
            json.WriteNull("revoked");
        }

        json.WriteStartObject("limits");
        Write(json, "concurrency", key.Limits.Concurrency);
        Write(json, "rpm", key.Limits.RequestsPerMinute);
        Write(json, "tpm", key.Limits.TokensPerMinute);
        Write(json, "tpd", key.Limits.TokensPerDay);
        Write(json, "credit", key.Limits.Credit);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
