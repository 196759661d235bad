using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;

namespace K2Sharp.Cli.Chat;

/// <summary><c>k2 chat</c>: one question and its answer, or a conversation.</summary>
internal sealed class ChatVerb
{
    private readonly Argument<string?> _message = new("MESSAGE")
    {
        Description = "What to say. Without it: what is piped in, or else a conversation at the terminal.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _system = new("--system") { Description = "The system message. Default: the template's own.", HelpName = "TEXT" };
    private readonly Option<float?> _temperature = new("--temperature") { Description = "0 always takes the most likely token. Default: 1.", HelpName = "T" };
    private readonly Option<float?> _topP = new("--top-p") { Description = "Keep the likeliest tokens that together reach this probability. Default: 1 (all).", HelpName = "P" };
    private readonly Option<int?> _topK = new("--top-k") { Description = "Keep this many of the likeliest tokens. Default: 0 (all).", HelpName = "K" };
    private readonly Option<float?> _minP = new("--min-p") { Description = "Keep tokens at least this likely, relative to the likeliest. Default: 0 (all).", HelpName = "P" };
    private readonly Option<long?> _seed = new("--seed") { Description = "Makes an answer repeatable. Default: another one every time.", HelpName = "N" };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "The most tokens to generate, thinking included. Default: what the context holds.", HelpName = "N" };
    private readonly Option<string[]> _stop = new("--stop") { Description = "End the answer before this text; can be given several times.", HelpName = "TEXT" };
    private readonly Option<bool> _hideThinking = new("--no-thinking-display") { Description = "Show the answer only." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object at the end: content, reasoning_content, tool_calls, finish_reason, usage." };

    private readonly CliHost _host;
    private readonly ModelArguments _model = new();

    private ChatVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new ChatVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("chat", "Talk to a model: one answer, or a conversation.")
        {
            Remarks = """
                Thinking is shown, dimmed, before the answer; --no-thinking-display leaves the answer alone, which is what a file or a script
                wants. Ctrl+C stops the answer. A message that begins with - needs -- before it.
                """,
            Examples =
            [
                ("k2 chat \"What is a monad?\"", "one answer"),
                ("k2 chat", "a conversation"),
                ("k2 chat --no-thinking-display < question.txt > answer.txt", "the question from a file, the answer into one"),
                ("k2 chat --json --temperature 0 --max-tokens 200 \"hi\"", "repeatable, for scripts"),
            ],
        };
        verb.Add(_message);
        _model.AddTo(verb);
        foreach (Option option in (Option[])[_system, _temperature, _topP, _topK, _minP, _seed, _maxTokens, _stop, _hideThinking, _json])
        {
            verb.Add(option);
        }

        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        var settings = new ChatSettings
        {
            Sampling = Sampling(result),
            System = result.GetValue(_system),
            MaxTokens = result.GetValue(_maxTokens),
            StopStrings = result.GetValue(_stop) ?? [],
            ShowsThinking = !result.GetValue(_hideThinking),
        };
        settings.Validate();
        bool isJson = result.GetValue(_json);
        string directory = _model.Directory(result, _host);
        string? message = Message(result);
        if (message is null && isJson)
        {
            throw new UsageException("--json answers one message: give it on the command line or pipe it in");
        }

        using K2Engine engine = Load(directory, result);
        var session = new ChatSession(engine, _host, settings);
        if (message is null)
        {
            return new InteractiveChat(_host, session, settings).Run(Path.GetFileName(Path.GetFullPath(directory)));
        }

        return isJson ? AnswerAsJson(session, message) : AnswerAsText(session, message, settings);
    }

    private K2Engine Load(string directory, ParseResult result)
    {
        var options = new EngineOptions { Model = _model.Options(result) };
        return _host.Interrupts.During(cancellation => EngineOpener.Open(_host, directory, options, cancellation));
    }

    private int AnswerAsText(ChatSession session, string message, ChatSettings settings)
    {
        Answer answer = session.Ask(message);
        ChatRemarks.Write(_host, answer, hidesThinking: !settings.ShowsThinking);
        return answer.IsInterrupted ? ExitCode.Interrupted : ExitCode.Success;
    }

    private int AnswerAsJson(ChatSession session, string message)
    {
        int pieces = 0;
        Answer answer;
        using (var line = new ProgressLine(_host, TimeSpan.FromSeconds(1)))
        {
            answer = session.Ask(message, _ => line.Show(() => $"answering ... {++pieces} pieces"));
        }

        JsonOutput.WriteLine(_host, json => ChatAnswerJson.Write(json, answer));
        return answer.IsInterrupted ? ExitCode.Interrupted : ExitCode.Success;
    }

    /// <summary>The message to answer; null for a conversation.</summary>
    private string? Message(ParseResult result)
    {
        string? message = result.GetValue(_message);
        if (message is null && _host.IsInputTerminal)
        {
            return null;
        }

        // The line end that closes a piped text is not part of it, as in a shell's $(...).
        message ??= new Utf8Input(_host.Input).ReadToEnd().TrimEnd('\r', '\n');
        return message.Length > 0 ? message : throw new UsageException("the message is empty: say something");
    }

    private SamplingOptions Sampling(ParseResult result)
    {
        var defaults = new SamplingOptions();
        return new SamplingOptions
        {
            Temperature = result.GetValue(_temperature) ?? defaults.Temperature,
            TopP = result.GetValue(_topP) ?? defaults.TopP,
            TopK = result.GetValue(_topK) ?? defaults.TopK,
            MinP = result.GetValue(_minP) ?? defaults.MinP,
            Seed = result.GetValue(_seed),
        };
    }
}
