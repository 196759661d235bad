using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Declarations;

/// <summary>The tasks of a family, a share of them with tools that are declared as other programs do. Held-out tasks stay as they are.</summary>
/// <param name="inner">The family.</param>
/// <param name="share">The share of tasks with a <see cref="ToolDialect"/>.</param>
/// <param name="bystanders">The share of tasks with a further tool that is not needed.</param>
internal sealed class RedeclaredFamily(ITaskFamily inner, double share, double bystanders = 0) : ITaskFamily
{
    public string Name => inner.Name;

    public TrainingTask Create(TaskRandom random, Split split)
    {
        TrainingTask task = inner.Create(random, split);
        if (split != Split.Train || task.Tools.Count == 0)
        {
            return task;
        }

        IReadOnlyList<ChatTool> tools = task.Tools;
        if (random.Chance(bystanders))
        {
            ChatTool other = Bystanders.Draw(random, tools);
            tools = random.Chance(0.5) ? [.. tools, other] : [other, .. tools];
        }

        if (random.Chance(share))
        {
            var dialect = ToolDialect.Draw(random);
            tools = [.. tools.Select(dialect.Restate)];
        }

        return task.WithTools(tools);
    }
}
