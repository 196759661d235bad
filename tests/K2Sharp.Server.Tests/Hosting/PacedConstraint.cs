using K2Sharp.Inference.Sampling;

namespace K2Sharp.Server.Tests.Hosting;

/// <summary>
/// Makes a model say what a test wants, one step for every token: what was said before has reached its reader when the next token is drawn. What is
/// forced, as by <see cref="ScriptConstraint"/>, is computed along with the prompt and told at once.
/// </summary>
internal sealed class PacedConstraint(int[] tokens, Action<int>? beforeToken) : ITokenConstraint
{
    private int _said;

    public ReadOnlySpan<int> Forced => default;

    public void Prepare(CancellationToken cancellation)
    {
    }

    public void Apply(Span<float> logits)
    {
        if (_said < tokens.Length)
        {
            beforeToken?.Invoke(_said);
            logits.Fill(float.NegativeInfinity);
            logits[tokens[_said]] = 0;
        }
    }

    public void Accept(int token)
    {
        if (_said < tokens.Length && tokens[_said] == token)
        {
            _said++;
        }
    }
}
