namespace K2Sharp.Agents.Context;

/// <summary>The texts of a summary: how it is asked for, and what stands above it.</summary>
internal static class SummaryRequest
{
    public const string Heading = "[The earlier part of this task was replaced by the notes you wrote about it.]\n\n";

    public const string Text =
        "The context is nearly full, and the turns so far will be removed from it. Write notes to yourself from which you can go on: "
        + "what the task is and what matters in it, what you have done and found (exact names, numbers, paths, commands and results), "
        + "what is still open, and what you were about to do. Call no tools; write only the notes.";
}
