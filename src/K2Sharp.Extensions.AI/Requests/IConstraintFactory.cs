using K2Sharp.Inference.Sampling;

namespace K2Sharp.Extensions.AI.Requests;

/// <summary>Makes the rules that an answer's tokens must follow: the place where grammars plug in.</summary>
internal interface IConstraintFactory
{
    /// <summary>The rules for one answer; null where every token may come.</summary>
    /// <param name="call">What the caller wants: tools, tool choice, format, thinking.</param>
    /// <returns>A constraint of its own for every answer: it keeps the state of its sequence.</returns>
    /// <exception cref="K2RequestException">What is asked for cannot be enforced; the message names the field.</exception>
    ITokenConstraint? Create(ChatCall call);
}
