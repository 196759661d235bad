using Spectre.Console;

namespace K2Sharp.Cli.Hosting;

/// <summary>Tables on standard output.</summary>
internal static class Tables
{
    /// <summary>A console that draws to the host's standard output, plainly unless that is a terminal.</summary>
    public static IAnsiConsole Console(CliHost host)
    {
        bool isStyled = host.IsOutputTerminal && host.IsStyled;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isStyled ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isStyled ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(host.Output),
        });
        console.Profile.Width = host.Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    /// <summary>A console that draws to the terminal that the host's standard error is.</summary>
    public static IAnsiConsole ErrorConsole(CliHost host)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(host.Error),
        });
        console.Profile.Width = host.ErrorWidth;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    /// <summary>An empty table whose first column is text and whose others are numbers, flush right.</summary>
    public static Table Numbers(string title, string first, params ReadOnlySpan<string> others)
    {
        Table table = new Table().RoundedBorder().Title(Markup.Escape(title));
        table.AddColumn(new TableColumn(Markup.Escape(first)).NoWrap());
        foreach (string other in others)
        {
            table.AddColumn(new TableColumn(Markup.Escape(other)).RightAligned());
        }

        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    public static void Row(this Table table, params ReadOnlySpan<string> cells)
    {
        var texts = new Spectre.Console.Text[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            texts[i] = new Spectre.Console.Text(cells[i]);
        }

        table.AddRow(texts);
    }
}
