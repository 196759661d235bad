using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Agentic;

namespace K2Sharp.Evals.Running;

/// <summary>A task with the settings of one run. The same task with other settings is another plan, told apart by its label.</summary>
/// <param name="Task">The task.</param>
/// <param name="Settings">How it is run here.</param>
/// <param name="Variant">What is varied, such as "thinking_budget=256"; empty where nothing is.</param>
internal sealed record PlannedTask(EvalTask Task, EvalSettings Settings, string Variant = "")
{
    /// <summary>The task's name, with the variant where there is one.</summary>
    public string Label => Variant.Length == 0 ? Task.Name : $"{Task.Name}@{Variant}";

    /// <summary>The hash of what results depend on; the number of repeats does not count, so that a run can be extended.</summary>
    public string Config(RunPlan plan)
    {
        string text = string.Join(
            '\n',
            Task.Name,
            Task.Version.ToString(CultureInfo.InvariantCulture),
            plan.Model,
            plan.Seed.ToString(CultureInfo.InvariantCulture),
            (Settings with { Repeats = 1 }).ToString(),
            Task.NeedsJudge ? plan.JudgeModel : null,
            Task.MayHaveUser ? plan.UserModel : null);
        if (Task.Needs.HasFlag(ToolNeeds.Search))
        {
            text += $"\n{plan.SearchSource}";
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));
    }
}
