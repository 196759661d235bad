namespace K2Sharp.Training.Data.Critique;

/// <summary>How an answer is written, from bad to good.</summary>
internal enum AnswerForm
{
    /// <summary>It stops before its sentence ends.</summary>
    Cut,

    /// <summary>It repeats itself or goes on after everything is said.</summary>
    Long,

    Whole,
}
