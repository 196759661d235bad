using System.CommandLine;
using System.Globalization;
using K2Sharp.Server;
using K2Sharp.Server.Lifetime;
using K2Sharp.Server.Limits;
using K2Sharp.Server.Responses.Store;

namespace K2Sharp.Cli.Serving;

/// <summary>The options of <c>k2 serve</c> that say how it is run. They are entries of the configuration, so what stands there can be said in files and variables too.</summary>
internal sealed class OperationsArguments
{
    private readonly StateOption _state = new();
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Listen beyond this machine although there are no keys." };
    private readonly Option<bool> _metricsNeedKey = new("--metrics-need-key") { Description = "Ask for a key at /metrics too." };
    private readonly Option<bool> _isolateCaches = new("--isolate-caches") { Description = "Give each key a prefix cache of its own, so that none can tell what another has sent." };
    private readonly Option<bool> _logJson = new("--log-json") { Description = "Write log lines as JSON." };
    private readonly Option<bool> _logPrompts = new("--log-prompts") { Description = "Write what clients send into the log: prompts and all." };
    private readonly Option<double?> _drainTimeout = Seconds("--drain-timeout", "Seconds that running answers may take after SIGTERM before they are cut. Default: 300.");
    private readonly Option<double?> _drainDelay = Seconds("--drain-delay", "Seconds in which requests are still let in after SIGTERM, while /health/ready says no. Default: 0.");
    private readonly Option<double?> _answerTimeout = Seconds("--answer-timeout", "Seconds that an answer may take. Default: 3600.");
    private readonly Option<double?> _bodyTimeout = Seconds("--body-timeout", "Seconds that a client may take to send a request's body. Default: 60.");
    private readonly Option<double?> _keepResponses = new("--keep-responses")
    {
        Description = "Days that responses of the Responses API are kept; 0 keeps none. Default: 30.",
        HelpName = "DAYS",
    };

    private readonly Option<long?> _maxBody = new("--max-body")
    {
        Description = "Bytes of a request's body. Default: 16777216.",
        HelpName = "BYTES",
    };

    private IEnumerable<Option> All =>
        [_insecure, _metricsNeedKey, _isolateCaches, _logJson, _logPrompts, _drainTimeout, _drainDelay, _answerTimeout, _bodyTimeout, _keepResponses, _maxBody];

    /// <summary>Whether log lines are to be JSON.</summary>
    public bool IsLogJson(ParseResult result) => result.GetValue(_logJson);

    /// <summary>Adds the options to the verb.</summary>
    public void AddTo(Command command)
    {
        _state.AddTo(command);
        foreach (Option option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>What was said, as entries of the configuration; what was not said is left to other sources.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Configuration(ParseResult result)
    {
        if (_state.Path(result) is { } state)
        {
            yield return new($"{OperationsOptions.Section}:{nameof(OperationsOptions.StateDirectory)}", state);
        }

        foreach ((Option<bool> option, string key) in Flags())
        {
            if (result.GetValue(option))
            {
                yield return new(key, bool.TrueString);
            }
        }

        foreach ((Option<double?> option, string key) in Times())
        {
            if (result.GetValue(option) is { } seconds)
            {
                yield return new(key, Time(option.Name, seconds).ToString("c", CultureInfo.InvariantCulture));
            }
        }

        if (result.GetValue(_keepResponses) is { } days)
        {
            yield return new($"{ResponseStoreOptions.Section}:{nameof(ResponseStoreOptions.Retention)}", Days(days).ToString("c", CultureInfo.InvariantCulture));
        }

        if (result.GetValue(_maxBody) is { } bytes)
        {
            // One bound for whoever counts bytes on the way in and for whoever parses them.
            yield return new($"{LimitOptions.Section}:{nameof(LimitOptions.MaxBodyBytes)}", bytes.ToString(CultureInfo.InvariantCulture));
            yield return new($"{K2ServerOptions.Section}:{nameof(K2ServerOptions.MaxBodyBytes)}", bytes.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static Option<double?> Seconds(string name, string description) => new(name) { Description = description, HelpName = "SECONDS" };

    private static TimeSpan Time(string option, double seconds) => seconds is >= 0 and <= 1e7
        ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException($"{option} must be 0 to 10000000 seconds, not {seconds.ToString(CultureInfo.InvariantCulture)}");

    private static TimeSpan Days(double days) => days is >= 0 and <= 36500
        ? TimeSpan.FromDays(days)
        : throw new UsageException($"--keep-responses must be 0 to 36500 days, not {days.ToString(CultureInfo.InvariantCulture)}");

    private IEnumerable<(Option<bool> Option, string Key)> Flags() =>
    [
        (_insecure, $"{OperationsOptions.Section}:{nameof(OperationsOptions.IsInsecure)}"),
        (_metricsNeedKey, $"{OperationsOptions.Section}:{nameof(OperationsOptions.MetricsNeedKey)}"),
        (_isolateCaches, $"{LimitOptions.Section}:{nameof(LimitOptions.IsolateCaches)}"),
        (_logJson, $"{OperationsOptions.Section}:{nameof(OperationsOptions.LogJson)}"),
        (_logPrompts, $"{OperationsOptions.Section}:{nameof(OperationsOptions.LogPrompts)}"),
    ];

    private IEnumerable<(Option<double?> Option, string Key)> Times() =>
    [
        (_drainTimeout, $"{OperationsOptions.Section}:{nameof(OperationsOptions.DrainTimeout)}"),
        (_drainDelay, $"{OperationsOptions.Section}:{nameof(OperationsOptions.DrainDelay)}"),
        (_answerTimeout, $"{LimitOptions.Section}:{nameof(LimitOptions.AnswerTimeout)}"),
        (_bodyTimeout, $"{LimitOptions.Section}:{nameof(LimitOptions.BodyTimeout)}"),
    ];
}
