using K2Sharp.Text.Parsing;

namespace K2Sharp.Extensions.AI.Answers;

/// <summary>One event of one of a request's answers.</summary>
/// <param name="Choice">Which answer, from 0.</param>
/// <param name="Event">The event.</param>
/// <param name="Tokens">Tokens of the content that were read since the answer's last step, where log probabilities were asked for.</param>
internal readonly record struct AnswerStep(int Choice, AssistantEvent Event, IReadOnlyList<ScoredToken> Tokens);
