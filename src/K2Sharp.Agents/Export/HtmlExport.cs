using System.Globalization;
using System.Net;
using System.Text;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Export;

/// <summary>A page to read a run by: no scripts, nothing loaded from elsewhere.</summary>
internal sealed class HtmlExport : IRunExport
{
    private const int LongCall = 160;

    public string Name => "html";

    public void Write(string run, IReadOnlyList<JournalRecord> records, Stream output)
    {
        RunState state = RunState.Of(records);
        Dictionary<string, CallFinished> results = records.Select(record => record.Entry).OfType<CallFinished>().ToDictionary(result => result.Key, StringComparer.Ordinal);
        var page = new StringBuilder();
        AgentStatus status = state.End?.Status ?? AgentStatus.Open;
        page.Append($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{Text(FirstLine(state.Start.Task))}</title><style>{HtmlStyle.Text}</style></head><body>");
        page.Append($"<header><p class=\"run\">run {Text(run)} &middot; {records[0].At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC{(state.Start.Model is null ? string.Empty : $" &middot; {Text(state.Start.Model)}")}</p>");
        page.Append($"<h1>{Text(state.Start.Task)}</h1><p class=\"facts\"><span class=\"chip {status.ToString().ToLowerInvariant()}\">{status}</span> {Facts(state)}</p>");
        page.Append(TokenChart(records));
        page.Append("</header><main>");
        if (state.End is { } end)
        {
            page.Append($"<section class=\"answer\"><h2>Answer</h2><pre>{(end.Answer.Length > 0 ? Text(end.Answer) : "<i>none</i>")}</pre><p class=\"reason\">{Text(end.Reason)}</p></section>");
        }

        if (state.Start.System is not null)
        {
            page.Append($"<details class=\"note\"><summary>system message</summary><pre>{Text(state.Start.System)}</pre></details>");
        }

        foreach (JournalRecord record in records)
        {
            page.Append(record.Entry switch
            {
                TurnTaken turn => Turn(turn, results),
                NoticeGiven notice => $"<p class=\"note\"><b>{(notice.Reason is NoticeReason.User ? "user" : "runner")}</b> {Text(notice.Text)}</p>",
                ResultsHidden hidden => $"<p class=\"note\"><b>context</b> {hidden.Keys.Count} old results hidden: about {Number(hidden.TokensBefore)} tokens became {Number(hidden.TokensAfter)}</p>",
                HistorySummarized summary => $"<details class=\"note\"><summary>turns up to step {summary.UpToStep} summed up</summary><pre>{Text(summary.Text)}</pre></details>",
                Rewound rewound => $"<p class=\"note\"><b>rewound</b> to step {rewound.ToStep}: {Text(rewound.Reason)}</p>",
                _ => string.Empty,
            });
        }

        page.Append("</main></body></html>\n");
        output.Write(Encoding.UTF8.GetBytes(page.ToString()));
    }

    private static string Turn(TurnTaken turn, Dictionary<string, CallFinished> results)
    {
        var text = new StringBuilder($"<article id=\"step{turn.Step}\"><h3><a href=\"#step{turn.Step}\">step {turn.Step}</a><span>{Number(turn.Usage.Input)} in, {Number(turn.Usage.Cached)} cached, {Number(turn.Usage.Output)} out</span></h3>");
        if (turn.Reasoning.Length > 0)
        {
            text.Append($"<details class=\"thought\"><summary>{Text(FirstLine(turn.Reasoning))}</summary><pre>{Text(turn.Reasoning)}</pre></details>");
        }

        if (turn.Content.Length > 0)
        {
            text.Append($"<pre class=\"content\">{Text(turn.Content)}</pre>");
        }

        foreach (RecordedCall call in turn.Calls)
        {
            string arguments = CanonicalJson.Of(call.Arguments);
            string shown = arguments.Length <= LongCall ? arguments : arguments[..LongCall] + "...";
            CallFinished? result = results.GetValueOrDefault(call.Key);
            string outcome = (result?.Outcome.ToString() ?? "Open").ToLowerInvariant();
            text.Append($"<details class=\"call {outcome}\"><summary><b>{Text(call.Name)}</b> <code>{Text(shown)}</code>{(outcome is "done" ? string.Empty : $" <i>{outcome}</i>")}</summary>");
            if (shown.Length < arguments.Length)
            {
                text.Append($"<pre>{Text(arguments)}</pre>");
            }

            text.Append($"<pre class=\"result\">{(result is null ? "<i>no result</i>" : Text(result.Content))}</pre></details>");
        }

        return text.Append("</article>").ToString();
    }

    /// <summary>Tokens of each prompt as bars, the part from the cache darker: an agent's cost at a glance.</summary>
    private static string TokenChart(IReadOnlyList<JournalRecord> records)
    {
        const int width = 960;
        const int height = 80;
        TurnUsage[] turns = [.. records.Select(record => record.Entry).OfType<TurnTaken>().Select(turn => turn.Usage)];
        long most = turns.Length == 0 ? 0 : turns.Max(turn => turn.Input);
        if (most == 0)
        {
            return string.Empty;
        }

        var svg = new StringBuilder($"<figure><svg viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"tokens of every prompt\">");
        double step = (double)width / turns.Length;
        for (int i = 0; i < turns.Length; i++)
        {
            Bar(i, turns[i].Input, "input");
            Bar(i, turns[i].Cached, "cached");
        }

        return svg.Append($"</svg><figcaption>prompt tokens by step, at most {Number(most)}; darker: from the cache</figcaption></figure>").ToString();

        void Bar(int i, long tokens, string kind)
        {
            double tall = height * (double)tokens / most;
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{i * step:0.##}\" y=\"{height - tall:0.##}\" width=\"{Math.Max(step * 0.9, 0.5):0.##}\" height=\"{tall:0.##}\"/>");
        }
    }

    private static string Facts(RunState state)
    {
        string cost = state.Cost > 0 ? string.Create(CultureInfo.InvariantCulture, $" &middot; cost {state.Cost:0.####}") : string.Empty;
        long share = state.Usage.Input == 0 ? 0 : 100 * state.Usage.Cached / state.Usage.Input;
        return string.Create(CultureInfo.InvariantCulture, $"{state.Steps} steps &middot; {state.Calls} calls &middot; {state.Time.TotalSeconds:0.#} s, {state.ToolTime.TotalSeconds:0.#} s in tools &middot; {Number(state.Usage.Input)} tokens in ({share} % cached), {Number(state.Usage.Output)} out{cost}");
    }

    private static string FirstLine(string text)
    {
        const int longest = 120;
        string line = text.Trim().Split('\n')[0];
        return line.Length <= longest ? line : line[..longest] + "...";
    }

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
