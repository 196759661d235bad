namespace K2Sharp.Cli.Bench;

/// <summary>What a client saw.</summary>
/// <param name="FirstToken">From its request to its first token.</param>
/// <param name="Total">From its request to its last token.</param>
/// <param name="Tokens">Its answer.</param>
internal sealed record ClientRun(TimeSpan FirstToken, TimeSpan Total, int[] Tokens);
