using System.Text;
using System.Text.Json;

namespace K2Sharp.Server.Tests.Responses;

/// <summary>
/// Reads server-sent events from bytes that come in pieces of any size, and holds them to their form: named by their type as in Responses and Messages, or without
/// names and with an end of their own as in a chat.
/// </summary>
internal sealed class EventReader(bool isNamed = true)
{
    private readonly List<byte> _pending = [];

    public List<JsonElement> Events { get; } = [];

    public int Comments { get; private set; }

    /// <summary>Whether a chat's end has come.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The events of a whole stream.</summary>
    public static List<JsonElement> Parse(string text)
    {
        var reader = new EventReader();
        reader.Push(Encoding.UTF8.GetBytes(text));
        reader.End();
        return reader.Events;
    }

    /// <summary>Reads a whole stream in pieces of these sizes, again and again.</summary>
    public static EventReader Parse(ReadOnlySpan<byte> bytes, int[] sizes, bool isNamed = true)
    {
        var reader = new EventReader(isNamed);
        for (int i = 0; bytes.Length > 0; i++)
        {
            int size = Math.Min(sizes[i % sizes.Length], bytes.Length);
            reader.Push(bytes[..size]);
            bytes = bytes[size..];
        }

        reader.End();
        return reader;
    }

    public void Push(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            _pending.Add(value);
            if (_pending is [.., (byte)'\n', (byte)'\n'])
            {
                Take(Encoding.UTF8.GetString([.. _pending])[..^2]);
                _pending.Clear();
            }
        }
    }

    public void End() => Assert.Empty(_pending);

    private void Take(string text)
    {
        Assert.False(IsDone, "something follows [DONE]");
        if (text.StartsWith(':'))
        {
            Assert.DoesNotContain('\n', text);
            Comments++;
            return;
        }

        if (!isNamed)
        {
            Assert.DoesNotContain('\n', text);
            Assert.StartsWith("data: ", text, StringComparison.Ordinal);
            IsDone = text == "data: [DONE]";
            if (!IsDone)
            {
                Events.Add(JsonElement.Parse(text["data: ".Length..]));
            }

            return;
        }

        string[] lines = text.Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("event: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("data: ", lines[1], StringComparison.Ordinal);
        JsonElement item = JsonElement.Parse(lines[1]["data: ".Length..]);
        Assert.Equal(lines[0]["event: ".Length..], item.GetProperty("type").GetString());
        Events.Add(item);
    }
}
