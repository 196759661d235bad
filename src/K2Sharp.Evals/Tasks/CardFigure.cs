namespace K2Sharp.Evals.Tasks;

/// <summary>What K2-Thinking's model card reports for a benchmark.</summary>
/// <param name="Percent">The score.</param>
/// <param name="Row">The card's row, such as "AIME25, no tools".</param>
internal sealed record CardFigure(double Percent, string Row);
