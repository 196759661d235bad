using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Orleans.Tests.Sessions;

/// <summary>What the scripted model of the clusters does: every turn follows from the conversation and the seed alone, as a model's does.</summary>
internal static class Script
{
    /// <summary>The task "chain N" makes N turns with calls; "hold" writes, waits to be let go, and writes again.</summary>
    public static ScriptedTurn Next(ModelRequest request)
    {
        string task = request.UserTexts.First();
        int step = request.Messages.Count(message => message.Role == ChatRole.Assistant);
        string last = request.Results.LastOrDefault() ?? "start";
        string thought = $"step {step}, seed {request.Options.Seed}, last {last}";
        return Turn(task, step, last) with { Reasoning = thought };
    }

    private static ScriptedTurn Turn(string task, int step, string last)
    {
        if (task == "hold")
        {
            return step switch
            {
                0 or 2 => ScriptedTurn.Call("ledger", Key(step, "s")),
                1 => ScriptedTurn.Call("hold", Key(step, "h")),
                _ => ScriptedTurn.Answer($"the end after {last}"),
            };
        }

        int calls = int.Parse(task.Split(' ')[1]);
        return step >= calls ? ScriptedTurn.Answer($"the end after {last}")
            : step % 7 == 3 ? new ScriptedTurn { Calls = [("a", "ledger", Key(step, "a")), ("b", "look", Key(step, "b")), ("c", "look", Key(step, "c"))] }
            : step % 5 == 2 ? ScriptedTurn.Call("look", Key(step, "l"))
            : ScriptedTurn.Call("ledger", Key(step, "s"));
    }

    private static string Key(int step, string part) => $$"""{"key":"{{part}}{{step}}"}""";
}
