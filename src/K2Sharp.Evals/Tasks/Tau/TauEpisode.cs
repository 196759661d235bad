using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>A conversation of agent and user, or an agent alone with its ticket, and the state that it leaves.</summary>
internal sealed class TauEpisode : Episode
{
    private readonly TauQuestion _question;
    private readonly TauDomain _domain;
    private readonly TauUser? _user;

    public TauEpisode(TauQuestion question, IChatClient? user)
    {
        _question = question;
        _domain = question.Start();
        _user = user is null ? null : new TauUser(user, question, _domain);

        // Alone, the agent also has what the user would do.
        Tools = _user is null ? [.. _domain.AgentTools, .. _domain.UserTools] : _domain.AgentTools;
        Opening = Open();
    }

    public override IReadOnlyList<ChatMessage> Opening { get; }

    public override IReadOnlyList<AIFunctionDeclaration> Tools { get; }

    public override ValueTask<string> CallAsync(FunctionCallContent call, CancellationToken cancellation) =>
        new(Tools.Any(tool => tool.Name == call.Name) ? _domain.Call(call.Name, Arguments(call)) : $"Error: there is no tool {call.Name}");

    public override async ValueTask<ChatMessage?> ContinueAsync(Transcript transcript, CancellationToken cancellation) =>
        _user is null ? null : await _user.AnswerAsync(transcript, cancellation).ConfigureAwait(false);

    public override ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation)
    {
        foreach (string basis in _question.Criteria.Basis)
        {
            string? problem = basis switch
            {
                "DB" => DatabaseProblem(),
                "ENV_ASSERTION" => AssertionProblem(),
                "ACTION" => ActionProblem(transcript),
                _ => CommunicationProblem(transcript),
            };
            if (problem is not null)
            {
                return new(Grade.Wrong(null, problem));
            }
        }

        return new(Grade.Right(null));
    }

    private static JsonObject Arguments(FunctionCallContent call) => JsonNode.Parse(CallArguments.Text(call))!.AsObject();

    private List<ChatMessage> Open()
    {
        string role = _user is null
            ? "You are a customer service agent that works on a ticket alone, by the policy below. Use the tools; nobody answers questions. When the ticket is done, say what was done."
            : "You are a customer service agent that helps the user by the policy below. In each turn either write to the user or call a tool.";
        var messages = new List<ChatMessage> { new(ChatRole.System, $"{role}\n\n<policy>\n{_question.Policy}\n</policy>") };
        messages.AddRange(_question.History.Select(Message));
        if (_user is null)
        {
            messages.Add(new ChatMessage(ChatRole.User, _question.Ticket ?? _question.Instructions));
        }
        else if (_question.History.Count == 0)
        {
            messages.Add(new ChatMessage(ChatRole.Assistant, "Hi! How can I help you today?"));
        }

        return messages;
    }

    private static ChatMessage Message(JsonElement message)
    {
        string role = message.GetProperty("role").GetString()!;
        string? content = message.TryGetProperty("content", out JsonElement text) ? text.GetString() : null;
        if (role == "tool")
        {
            return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(message.GetProperty("id").GetString()!, content)]);
        }

        var contents = new List<AIContent>();
        if (content is not null)
        {
            contents.Add(new TextContent(content));
        }

        if (message.TryGetProperty("tool_calls", out JsonElement calls))
        {
            contents.AddRange(calls.EnumerateArray().Select(call => new FunctionCallContent(
                call.GetProperty("id").GetString()!,
                call.GetProperty("name").GetString()!,
                call.GetProperty("arguments").EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value.Clone()))));
        }

        return new ChatMessage(new ChatRole(role), contents);
    }

    private string? DatabaseProblem()
    {
        if (_question.Criteria is { Actions: null, Assertions: null })
        {
            // Nothing is said about the state.
            return null;
        }

        TauDomain goal = _question.Goal();
        return JsonNode.DeepEquals(goal.Database, _domain.Database) ? null : $"the database is {_domain.Database.ToJsonString()}, not {goal.Database.ToJsonString()}";
    }

    private string? AssertionProblem() =>
        _question.Criteria.Assertions?.FirstOrDefault(assertion => _domain.Holds(assertion.Name, assertion.Arguments) != assertion.Wanted) is { } failed ? $"{failed.Name} fails" : null;

    private string? ActionProblem(Transcript transcript)
    {
        (string Name, JsonObject Arguments)[] calls = [.. transcript.Calls.Where(call => call.Exception is null).Select(call => (call.Name, Arguments(call)))];
        return _question.Criteria.Actions?.FirstOrDefault(action => !calls.Any(call => action.IsSame(call.Name, call.Arguments))) is { } missing ? $"{missing.Name} is not called" : null;
    }

    private string? CommunicationProblem(Transcript transcript)
    {
        string[] told = [.. transcript.Played.Where(message => message.Role == ChatRole.Assistant).Select(message => message.Text.Replace(",", string.Empty, StringComparison.Ordinal))];
        return _question.Criteria.Communicate.FirstOrDefault(info => !told.Any(text => text.Contains(info.Replace(",", string.Empty, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))) is { } untold
            ? $"the user is not told: {untold}"
            : null;
    }
}
