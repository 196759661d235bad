namespace K2Sharp.Training.Data;

/// <summary>A kind of task that tasks are drawn from, such as the comparison of decimals.</summary>
internal interface ITaskFamily
{
    /// <summary>A short name for tables and metrics: lower case, with hyphens.</summary>
    string Name { get; }

    /// <summary>Draws a task. The same random state and split give the same task.</summary>
    TrainingTask Create(TaskRandom random, Split split);
}
