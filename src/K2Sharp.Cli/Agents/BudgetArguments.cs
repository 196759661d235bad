using System.CommandLine;
using K2Sharp.Agents.Context;
using K2Sharp.Agents.Loop;

namespace K2Sharp.Cli.Agents;

/// <summary>The options about what a run may use, and about the model's turns.</summary>
internal sealed class BudgetArguments
{
    private readonly Option<string?> _system = new("--system") { Description = "The system message. Default: the template's own.", HelpName = "TEXT" };
    private readonly Option<long?> _seed = new("--seed") { Description = "Makes a run repeatable. Default: another one every time.", HelpName = "N" };
    private readonly Option<float?> _temperature = new("--temperature") { Description = "Default: 1.", HelpName = "T" };
    private readonly Option<int?> _maxSteps = new("--max-steps") { Description = "Turns with tools; one more then gives the answer. Default: 300.", HelpName = "N" };
    private readonly Option<long?> _maxTokens = new("--max-tokens") { Description = "Tokens generated over the whole run.", HelpName = "N" };
    private readonly Option<int?> _maxStepTokens = new("--max-step-tokens") { Description = "Tokens generated in one turn, thinking included.", HelpName = "N" };
    private readonly Option<int?> _thinking = new("--thinking-budget") { Description = "Tokens of thinking in one turn; then the thought is closed.", HelpName = "N" };
    private readonly Option<double?> _maxTime = new("--max-time") { Description = "Seconds of the whole run.", HelpName = "S" };
    private readonly Option<double?> _maxToolTime = new("--max-tool-time") { Description = "Seconds in tools, all calls together.", HelpName = "S" };
    private readonly Option<double?> _toolTimeout = new("--tool-timeout") { Description = "Seconds of one call. Default: 300.", HelpName = "S" };
    private readonly Option<decimal?> _maxCost = new("--max-cost") { Description = "Cost of the whole run; needs --prices.", HelpName = "X" };
    private readonly Option<string?> _prices = new("--prices") { Description = "Prices of a million tokens: input,cached,output, such as 0.6,0.15,2.5.", HelpName = "A,B,C" };
    private readonly Option<int?> _context = new("--context") { Description = "Tokens the model's context holds. Default: the model's own, or 262144.", HelpName = "N" };
    private readonly Option<string?> _rule = new("--context-rule") { Description = "When it is full: hide (all old results, K2's rule), keep (all but the latest few) or summarize. Default: hide.", HelpName = "RULE" };
    private readonly Option<int?> _keep = new("--context-keep") { Description = "Results that stay with keep, turns that stay with summarize. Default: 5.", HelpName = "N" };

    private readonly Option<int?> _results = new("--context-results") { Description = "Make room also when more results than this are visible, as small models were trained.", HelpName = "N" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_system, _seed, _temperature, _maxSteps, _maxTokens, _maxStepTokens, _thinking, _maxTime, _maxToolTime, _toolTimeout, _maxCost, _prices, _context, _rule, _keep, _results])
        {
            command.Add(option);
        }
    }

    /// <summary>Options of a run.</summary>
    /// <param name="input">The command line.</param>
    /// <param name="seed">The seed where none is named.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public AgentOptions Read(AgentInput input, long seed)
    {
        var defaults = new AgentOptions();
        var options = new AgentOptions
        {
            System = input.Get(_system),
            Seed = input.Get(_seed) ?? seed,
            Temperature = input.Get(_temperature) ?? defaults.Temperature,
            MaxSteps = input.Get(_maxSteps) ?? defaults.MaxSteps,
            MaxOutputTokens = input.Get(_maxTokens),
            MaxTokensPerStep = input.Get(_maxStepTokens),
            ThinkingTokensPerStep = input.Get(_thinking),
            MaxTime = Seconds(input.Get(_maxTime), _maxTime),
            MaxToolTime = Seconds(input.Get(_maxToolTime), _maxToolTime),
            ToolTimeout = Seconds(input.Get(_toolTimeout), _toolTimeout) ?? defaults.ToolTimeout,
            MaxCost = input.Get(_maxCost),
            Prices = Prices(input.Get(_prices)),
            Context = new ContextOptions
            {
                Tokens = input.Get(_context) ?? defaults.Context.Tokens,
                Rule = Rule(input.Get(_rule)),
                Keep = input.Get(_keep) ?? defaults.Context.Keep,
                MaxVisibleResults = input.Get(_results),
            },
        };
        options.Validate();
        return options;
    }

    /// <summary>Whether the context's size is named.</summary>
    public bool HasContext(AgentInput input) => input.Has(_context);

    private static TimeSpan? Seconds(double? seconds, Option option) => seconds switch
    {
        null => null,
        > 0 and < 1e9 => TimeSpan.FromSeconds(seconds.Value),
        _ => throw new UsageException($"{option.Name} must be a positive number of seconds, not {seconds}"),
    };

    private static TokenPrices Prices(string? text)
    {
        if (text is null)
        {
            return new TokenPrices();
        }

        string[] parts = text.Split(',');
        return parts.Length == 3 && decimal.TryParse(parts[0], out decimal input) && decimal.TryParse(parts[1], out decimal cached) && decimal.TryParse(parts[2], out decimal output) && input >= 0 && cached >= 0 && output >= 0
            ? new TokenPrices { Input = input, CachedInput = cached, Output = output }
            : throw new UsageException($"--prices must be three numbers such as 0.6,0.15,2.5, not \"{text}\"");
    }

    private static ContextRule Rule(string? name) => name switch
    {
        null or "hide" => ContextRule.HideAll,
        "keep" => ContextRule.KeepLast,
        "summarize" => ContextRule.Summarize,
        _ => throw new UsageException($"--context-rule must be hide, keep or summarize, not \"{name}\""),
    };
}
