namespace K2Sharp.Training.Data;

/// <summary>The state behind a task's tools. It changes with the calls; failures are seeded by the task.</summary>
internal interface IToolWorld
{
    /// <summary>Runs a call and gives its result as text, normally compact JSON. A bad call gets an error as text, never an exception.</summary>
    string Call(ToolRequest request);
}
