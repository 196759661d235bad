using System.CommandLine;
using System.Text.Json;
using K2Sharp.Cli.Hosting;
using Spectre.Console;

namespace K2Sharp.Cli.Evals;

/// <summary>A verb that lists something: a table for people, one JSON object for scripts.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="host">Where it is printed.</param>
/// <param name="property">The list's name in JSON.</param>
/// <param name="rows">What is listed.</param>
/// <param name="columns">The table's columns, each with its cells.</param>
/// <param name="write">Writes an item's properties.</param>
internal sealed class ListingVerb<T>(CliHost host, string property, IReadOnlyList<T> rows, IReadOnlyList<(string Title, Func<T, string> Cell)> columns, Action<Utf8JsonWriter, T> write)
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    public Verb Build(Verb verb)
    {
        verb.Add(_json);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(host, Write);
            return ExitCode.Success;
        }

        Table table = new Table().RoundedBorder();
        table.AddColumns([.. columns.Select(column => column.Title)]);
        foreach (T row in rows)
        {
            table.Row([.. columns.Select(column => column.Cell(row))]);
        }

        Tables.Console(host).Write(table);
        return ExitCode.Success;
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray(property);
        foreach (T row in rows)
        {
            json.WriteStartObject();
            write(json, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
