using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Tasks.Agentic;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks;

/// <summary>What an episode may need besides the model under test.</summary>
/// <param name="Judge">Decides whether an answer is the expected one; null where none was configured.</param>
/// <param name="Tools">Gives tools to tasks that need some; null where no task does.</param>
/// <param name="User">Plays the user; null where tasks have to do without.</param>
internal sealed record EpisodeServices(Judge? Judge = null, IChatClient? User = null, AgentTools? Tools = null);
