using System.Text;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Heavy;

/// <summary>
/// K2's heavy mode: several runs of one task at the same time, with seeds of their own, and then one request in which the model compares
/// their answers and gives its own. All runs stay in the journal.
/// </summary>
public static class HeavyRunner
{
    private const int LongestAnswer = 20_000;

    /// <summary>Runs a task so many times and aggregates.</summary>
    /// <param name="create">Makes the runner of an attempt (from 0); each needs tools of its own, as two runs must not share a workspace.</param>
    /// <param name="client">The model that aggregates.</param>
    /// <param name="journal">Where all runs are kept.</param>
    /// <param name="options">How the aggregation is made; attempts get theirs from <paramref name="create"/>.</param>
    /// <param name="task">The user's message.</param>
    /// <param name="attempts">How many runs.</param>
    /// <param name="services">What the aggregation may need.</param>
    /// <param name="cancellation">Interrupts all of it.</param>
    public static async Task<HeavyResult> RunAsync(
        Func<int, AgentRunner> create,
        IChatClient client,
        AgentJournal journal,
        AgentOptions options,
        string task,
        int attempts,
        AgentServices? services = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 2);
        AgentResult[] results = await Task.WhenAll(Enumerable.Range(0, attempts)
            .Select(i => create(i).RunAsync(task, $"heavy attempt {i + 1}", cancellation))).ConfigureAwait(false);
        var aggregator = new AgentRunner(client, AgentToolbox.Empty, journal, options, services);
        AgentResult answer = await aggregator.RunAsync(Prompt(task, results), "heavy aggregation", cancellation).ConfigureAwait(false);
        return new HeavyResult(answer, results);
    }

    /// <summary>The options of an attempt: the same but for the seed.</summary>
    public static AgentOptions Attempt(AgentOptions options, int attempt)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { Seed = StepSeed.Of(options.Seed, int.MinValue + attempt) };
    }

    /// <summary>The aggregation's request.</summary>
    internal static string Prompt(string task, IReadOnlyList<AgentResult> attempts)
    {
        var text = new StringBuilder("A task was worked on several times, independently. Compare the answers below: where they differ, find out which is right and why; look for mistakes that several share. Then give one final answer to the task, in the form the task asks for.\n\nThe task:\n");
        text.Append(task).Append('\n');
        for (int i = 0; i < attempts.Count; i++)
        {
            string answer = attempts[i].Answer.Trim();
            text.Append($"\nAnswer {i + 1}:\n").Append(answer.Length == 0 ? $"(none: {attempts[i].Reason})" : answer.Length <= LongestAnswer ? answer : answer[..LongestAnswer] + "\n[cut]").Append('\n');
        }

        return text.ToString();
    }
}
