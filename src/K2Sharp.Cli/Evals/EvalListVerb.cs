using System.Globalization;
using System.Text.Json;
using K2Sharp.Cli.Hosting;
using K2Sharp.Evals.Tasks;

namespace K2Sharp.Cli.Evals;

/// <summary><c>k2 eval list</c>: the benchmarks, with what the model card says of them.</summary>
internal static class EvalListVerb
{
    public static Verb Create(CliHost host) => new ListingVerb<EvalTask>(
        host,
        "benchmarks",
        EvalCatalog.All,
        [
            ("benchmark", task => task.Name),
            ("card", task => task.Card?.Percent.ToString("0.0", CultureInfo.InvariantCulture) ?? string.Empty),
            ("what it measures", task => task.Title),
            ("settings", task => task.Settings.ToString()),
        ],
        Write).Build(new Verb("list", "Name the benchmarks.") { Examples = [("k2 eval list", "names, settings and the model card's figures")] });

    private static void Write(Utf8JsonWriter json, EvalTask task)
    {
        json.WriteString("name", task.Name);
        json.WriteString("title", task.Title);
        json.WriteBoolean("needs_judge", task.NeedsJudge);
        json.WriteString("tools", task.Needs.ToString());
        json.WriteString("settings", task.Settings.ToString());
        if (task.Card is { } card)
        {
            json.WriteNumber("card_percent", card.Percent);
        }
    }
}
