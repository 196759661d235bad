using System.Security.Cryptography;
using K2Sharp.Server.Responses.Protocol;

namespace K2Sharp.Server.Responses;

/// <summary>Makes ids that nobody can guess.</summary>
internal static class ItemIds
{
    public static string Response() => New("resp");

    public static string Message() => New("msg");

    /// <summary>An id for an item of this type.</summary>
    public static string For(string type) => New(type switch
    {
        ItemType.Message => "msg",
        ItemType.Reasoning => "rs",
        ItemType.FunctionCall => "fc",
        ItemType.FunctionCallOutput => "fco",
        _ => "item",
    });

    private static string New(string prefix) => $"{prefix}_{RandomNumberGenerator.GetHexString(48, lowercase: true)}";
}
