using K2Sharp.Evals.Tasks.Agentic;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>An issue in a repository.</summary>
/// <param name="Row">The instance.</param>
/// <param name="Repositories">The folder of clones; null for none.</param>
internal sealed record SweQuestion(SweBenchRow Row, string? Repositories) : Question(Row.InstanceId, Row.Repository)
{
    public override Episode Begin(EpisodeServices services)
    {
        AgentTools tools = services.Tools ?? throw new InvalidOperationException("the task was started without its tools");
        return new SweEpisode(Row, new SweRunner(tools, Repositories));
    }

    /// <summary>What the model is told.</summary>
    public static string Prompt(SweBenchRow row, string folder) => $"""
        The repository {row.Repository} is in {folder}. This issue was filed against it:

        <issue>
        {row.Problem.Trim()}
        </issue>

        Change the repository's files so that the issue is resolved. The tests that check it are taken care of: do not change tests. Look at the code that the
        issue is about, reproduce the problem with a small script where you can, repair it, run the script and the existing tests again, think of edge cases,
        and remove what you made only for yourself. When you are done, say in a few words what you changed: the working tree as it then is will be tested.
        """;
}
