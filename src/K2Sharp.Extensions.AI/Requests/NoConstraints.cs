using K2Sharp.Inference.Sampling;

namespace K2Sharp.Extensions.AI.Requests;

/// <summary>Replaces nothing: the engine makes its own rules of the call's tools, tool choice and format.</summary>
internal sealed class NoConstraints : IConstraintFactory
{
    public ITokenConstraint? Create(ChatCall call) => null;
}
