using K2Sharp.Inference.Sampling;

namespace K2Sharp.Extensions.AI.Requests;

/// <summary>Makes rules of another kind than the engine's own for an answer's tokens: tests script answers with it.</summary>
internal interface IConstraintFactory
{
    /// <summary>The rules for one answer, in place of those that the engine makes of tools, tool choice and format; null for the engine's.</summary>
    /// <param name="call">What the caller wants: tools, tool choice, format, thinking.</param>
    /// <returns>A constraint of its own for every answer: it keeps the state of its sequence.</returns>
    /// <exception cref="K2RequestException">What is asked for cannot be enforced; the message names the field.</exception>
    ITokenConstraint? Create(ChatCall call);
}
