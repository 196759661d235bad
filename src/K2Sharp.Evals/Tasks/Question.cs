namespace K2Sharp.Evals.Tasks;

/// <summary>One question of a benchmark.</summary>
/// <param name="Id">The same in every run; unique in its task.</param>
/// <param name="Category">For scores by category; empty for none.</param>
internal abstract record Question(string Id, string Category)
{
    /// <summary>A fresh start: an attempt's own world and state.</summary>
    public abstract Episode Begin(EpisodeServices services);
}
