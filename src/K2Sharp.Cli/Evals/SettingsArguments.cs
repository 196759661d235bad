using System.CommandLine;
using System.Globalization;
using K2Sharp.Cli.Hosting;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;

namespace K2Sharp.Cli.Evals;

/// <summary>The options that change a benchmark's settings. Three of them take lists, whose combinations are run one beside the other.</summary>
internal sealed class SettingsArguments
{
    private readonly Option<int?> _repeats = new("--repeats") { Description = "Attempts per question (avg@k, pass@k, maj@k). Default: as on the model card.", HelpName = "K" };
    private readonly Option<float?> _temperature = new("--temperature") { Description = "0 always takes the most likely token. Default: as on the model card, mostly 1.", HelpName = "T" };
    private readonly Option<float?> _topP = new("--top-p") { Description = "Keep the likeliest tokens that together reach this probability.", HelpName = "P" };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "The most tokens of one model turn, thinking included.", HelpName = "N" };
    private readonly Option<int?> _context = new("--context") { Description = "The context window in tokens; when it is full, earlier tool results are hidden.", HelpName = "N" };
    private readonly Option<string?> _budgets = new("--thinking-budget") { Description = "The most thinking tokens of one model turn; several with commas between give a curve.", HelpName = "LIST" };
    private readonly Option<string?> _steps = new("--max-steps") { Description = "Model turns before the answer is forced; several give a curve.", HelpName = "LIST" };
    private readonly Option<string?> _heavy = new("--heavy") { Description = "Trajectories that are rolled out and then aggregated into one answer (the model card: 8); several, such as 1,8, are compared.", HelpName = "LIST" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_repeats, _temperature, _topP, _maxTokens, _context, _budgets, _steps, _heavy])
        {
            command.Add(option);
        }
    }

    /// <summary>The plans of a task: one, or one per combination of the lists.</summary>
    /// <exception cref="UsageException">A value is wrong, or does not go with the task.</exception>
    public IEnumerable<PlannedTask> Plan(ParseResult result, EvalTask task)
    {
        EvalSettings settings = task.Settings with
        {
            Repeats = AtLeastOne(_repeats, result) ?? task.Settings.Repeats,
            Temperature = InRange(_temperature, result, 0, 2) ?? task.Settings.Temperature,
            TopP = InRange(_topP, result, 0, 1) ?? task.Settings.TopP,
            MaxOutputTokens = AtLeastOne(_maxTokens, result) ?? task.Settings.MaxOutputTokens,
            ContextTokens = AtLeastOne(_context, result) ?? task.Settings.ContextTokens,
        };
        int[] budgets = List(_budgets, result);
        int[] steps = List(_steps, result);
        int[] heavy = List(_heavy, result);
        if (heavy.Any(trajectories => trajectories > 1) && !task.GradesText)
        {
            throw new UsageException($"{task.Name} grades what was done, not a final text: --heavy does not go with it");
        }

        foreach (int? budget in OrNone(budgets))
        {
            foreach (int? most in OrNone(steps))
            {
                foreach (int? trajectories in OrNone(heavy))
                {
                    yield return new PlannedTask(
                        task,
                        settings with
                        {
                            ThinkingBudget = budget ?? settings.ThinkingBudget,
                            MaxSteps = most ?? settings.MaxSteps,
                            Trajectories = trajectories ?? settings.Trajectories,
                        },
                        Variant(("thinking", budgets, budget), ("steps", steps, most), ("heavy", heavy, trajectories)));
                }
            }
        }
    }

    private static IEnumerable<int?> OrNone(int[] values) => values.Length == 0 ? [null] : values.Select(value => (int?)value);

    /// <summary>Names what is varied, and only that.</summary>
    private static string Variant(params ReadOnlySpan<(string Name, int[] Values, int? Value)> settings)
    {
        var parts = new List<string>();
        foreach ((string name, int[] values, int? value) in settings)
        {
            if (values.Length > 1)
            {
                parts.Add(FormattableString.Invariant($"{name}={value}"));
            }
        }

        return string.Join(',', parts);
    }

    private static int? AtLeastOne(Option<int?> option, ParseResult result) =>
        result.GetValue(option) is not { } value || value >= 1 ? result.GetValue(option) : throw new UsageException($"{option.Name} must be at least 1, not {value}");

    private static float? InRange(Option<float?> option, ParseResult result, float least, float most) =>
        result.GetValue(option) is not { } value || (value >= least && value <= most) ? result.GetValue(option) : throw new UsageException($"{option.Name} must be {least} to {most}, not {value}");

    private static int[] List(Option<string?> option, ParseResult result)
    {
        if (result.GetValue(option) is not { } text)
        {
            return [];
        }

        var values = new SortedSet<int>();
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value < 1)
            {
                throw new UsageException($"{option.Name} takes whole numbers from 1 on with commas between, not \"{text}\"");
            }

            values.Add(value);
        }

        return [.. values];
    }
}
