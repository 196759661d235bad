using System.Text;
using System.Text.Json;

namespace K2Sharp.Server.Tests.Responses;

/// <summary>Reads server-sent events from bytes that come in pieces of any size, and holds them to the form of the Responses API.</summary>
internal sealed class EventReader
{
    private readonly List<byte> _pending = [];

    public List<JsonElement> Events { get; } = [];

    public int Comments { get; private set; }

    /// <summary>The events of a whole stream.</summary>
    public static List<JsonElement> Parse(string text)
    {
        var reader = new EventReader();
        reader.Push(Encoding.UTF8.GetBytes(text));
        reader.End();
        return reader.Events;
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
        if (text.StartsWith(':'))
        {
            Assert.DoesNotContain('\n', text);
            Comments++;
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
