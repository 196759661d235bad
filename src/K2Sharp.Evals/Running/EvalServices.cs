using K2Sharp.Evals.Data;
using K2Sharp.Evals.Tasks;

namespace K2Sharp.Evals.Running;

/// <summary>What a run works with besides the model.</summary>
/// <param name="Data">The datasets.</param>
/// <param name="Episodes">Judge and user.</param>
/// <param name="Retry">How often a request is tried.</param>
internal sealed record EvalServices(DatasetFolder Data, EpisodeServices Episodes, RetryPolicy Retry);
