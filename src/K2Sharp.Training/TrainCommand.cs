using System.CommandLine;
using K2Sharp.Training.Data;
using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Reporting;

namespace K2Sharp.Training;

/// <summary>The trainer's command line; <c>k2 train</c> hands its arguments to it.</summary>
internal static class TrainCommand
{
    public static int Invoke(string[] args) => Root().Parse(args).Invoke();

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
