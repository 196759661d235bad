namespace K2Sharp.Agents.Context;

/// <summary>Says how many tokens a text will take, for what no usage has been reported for yet.</summary>
public interface ITokenEstimator
{
    /// <summary>Tokens of a text.</summary>
    int Count(string text);
}
