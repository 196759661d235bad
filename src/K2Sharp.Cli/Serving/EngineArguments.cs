using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Extensions.AI;

namespace K2Sharp.Cli.Serving;

/// <summary>The options about the cache and about how many requests run together.</summary>
internal sealed class EngineArguments
{
    private readonly Option<int?> _cacheTokens = new("--cache-tokens") { Description = "Tokens that the cache holds, of all requests and of prefixes kept for later. Default: what fits into the memory.", HelpName = "N" };
    private readonly Option<string?> _cacheMemory = new("--cache-memory") { Description = "The most memory that the cache may take, such as 8GB. Default: half of what the machine has beside the weights.", HelpName = "SIZE" };
    private readonly Option<string?> _cacheFormat = new("--cache-format") { Description = "How the cache keeps its values: bf16, f32 or int8. Default: bf16.", HelpName = "FORMAT" };
    private readonly Option<int?> _maxRunning = new("--max-running") { Description = "The most requests computed at the same time. Default: 32.", HelpName = "N" };
    private readonly Option<int?> _maxQueued = new("--max-queued") { Description = "The most requests that wait; further ones are refused. Default: 256.", HelpName = "N" };
    private readonly Option<int?> _guessTokens = new("--guess-tokens") { Description = "The most tokens guessed ahead for one answer, where that is measured to be faster; answers do not change. 0 for none. Default: 4.", HelpName = "N" };
    private readonly Option<int?> _stepTokens = new("--step-tokens") { Description = "The most tokens computed in one step. Default: 512.", HelpName = "N" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_cacheTokens, _cacheMemory, _cacheFormat, _maxRunning, _maxQueued, _stepTokens, _guessTokens])
        {
            command.Add(option);
        }
    }

    /// <summary>Checks what can be checked before a model is loaded.</summary>
    /// <exception cref="UsageException">A value is wrong.</exception>
    public void Check(ParseResult result) => Apply(result, new K2Options());

    /// <summary>Sets what the command line says.</summary>
    /// <exception cref="UsageException">A value is wrong.</exception>
    public void Apply(ParseResult result, K2Options options)
    {
        options.CacheTokens = AtLeastOne(_cacheTokens, result) ?? options.CacheTokens;
        options.CacheBytes = result.GetValue(_cacheMemory) is { } size ? MemorySize.Parse(size, _cacheMemory.Name) : options.CacheBytes;
        options.CacheFormat = result.GetValue(_cacheFormat) is { } format ? ModelArguments.ParseCacheFormat(format) : options.CacheFormat;
        options.MaxRunning = AtLeastOne(_maxRunning, result) ?? options.MaxRunning;
        options.MaxQueued = AtLeastOne(_maxQueued, result) ?? options.MaxQueued;
        options.GuessedTokens = Guesses(result) ?? options.GuessedTokens;
        options.MaxStepTokens = AtLeastOne(_stepTokens, result) ?? options.MaxStepTokens;
    }

    /// <summary>A number of tokens to guess ahead, if it is one that the engine takes.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static int CheckGuesses(Option option, int value)
        => value is >= 0 and <= 16 ? value : throw new UsageException($"{option.Name} must be 0 to 16, not {value}");

    private static int? AtLeastOne(Option<int?> option, ParseResult result) => result.GetValue(option) is not { } value || value >= 1
        ? result.GetValue(option)
        : throw new UsageException($"{option.Name} must be at least 1, not {value}");

    private int? Guesses(ParseResult result) => result.GetValue(_guessTokens) is { } value ? CheckGuesses(_guessTokens, value) : null;
}
