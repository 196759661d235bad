using System.CommandLine;
using K2Sharp.Training.Data;
using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Reporting;

namespace K2Sharp.Training;

/// <summary>The trainer's command line; <c>k2 train</c> hands its arguments to it.</summary>
internal static class TrainCommand
{
    /// <summary>
    /// A signal to end cancels, and then whatever is under way (a step of seconds, a check, a batch of rollouts) comes to its end and the
    /// checkpoint is saved, however long that takes. The library's default is to end the program after two seconds, without that.
    /// </summary>
    public static InvocationConfiguration Configuration => new() { ProcessTerminationTimeout = Timeout.InfiniteTimeSpan };

    public static int Invoke(string[] args) => Root().Parse(args).Invoke(Configuration);

    private static RootCommand Root()
    {
        var root = new RootCommand("Train a small K2: architecture, quantization-aware training, synthetic agent trajectories.");
        TrainVerb.AddTo(root);
        root.Add(DataVerb.Create(() => TaskFamilies.Long));
        root.Add(EvaluateVerb.Create(TaskFamilies.All, TaskFamilies.Chain));
        root.Add(ReportVerb.Create());
        root.Add(CardVerb.Create());
        return root;
    }
}
