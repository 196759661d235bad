using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace K2Sharp.Evals.Reporting;

/// <summary>An attempt's conversation as an HTML page, made from its file.</summary>
internal static class AttemptPage
{
    public static string Write(JsonElement attempt)
    {
        JsonElement record = attempt.GetProperty("record");
        string title = $"{record.GetProperty("task").GetString()}: {record.GetProperty("id").GetString()}";
        var html = new StringBuilder();
        HtmlReport.Begin(html, title);
        bool isRight = record.GetProperty("score").GetDouble() >= 1;
        html.Append(CultureInfo.InvariantCulture, $"<h1>{Encode(title)}</h1><p class=\"{(isRight ? "right" : "wrong")}\">{Figures.Number(record.GetProperty("score").GetDouble())}: {Encode(record.GetProperty("why").GetString()!)}</p>");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"dim\">{record.GetProperty("steps").GetInt32()} turns, {record.GetProperty("output_tokens").GetInt64()} tokens out, seed {record.GetProperty("seed").GetInt64()}</p>");
        JsonElement conversations = attempt.GetProperty("conversations");
        int number = 0;
        foreach (JsonElement conversation in conversations.EnumerateArray())
        {
            number++;
            if (conversations.GetArrayLength() > 1)
            {
                string heading = number == conversations.GetArrayLength() ? "Aggregation" : $"Trajectory {number}";
                html.Append(CultureInfo.InvariantCulture, $"<h2>{heading} ({Encode(conversation.GetProperty("ending").GetString()!)})</h2>");
            }

            foreach (JsonElement message in conversation.GetProperty("messages").EnumerateArray())
            {
                Message(html, message);
            }
        }

        return html.Append("</body></html>\n").ToString();
    }

    private static void Message(StringBuilder html, JsonElement message)
    {
        string role = message.GetProperty("role").GetString()!;
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"turn {Encode(role)}\"><b>{Encode(role)}</b>");
        Block(html, message, "reasoning_content", "think");
        Block(html, message, "content", "said");
        if (message.TryGetProperty("tool_calls", out JsonElement calls))
        {
            foreach (JsonElement call in calls.EnumerateArray())
            {
                JsonElement function = call.GetProperty("function");
                html.Append(CultureInfo.InvariantCulture, $"<pre>{Encode(function.GetProperty("name").GetString()!)}({Encode(function.GetProperty("arguments").GetString()!)})</pre>");
            }
        }

        html.Append("</div>");
    }

    private static void Block(StringBuilder html, JsonElement message, string field, string style)
    {
        if (message.TryGetProperty(field, out JsonElement value) && value.GetString() is { Length: > 0 } text)
        {
            html.Append(CultureInfo.InvariantCulture, $"<pre class=\"{style}\">{Encode(text)}</pre>");
        }
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
