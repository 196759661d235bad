using K2Sharp.Inference.Sampling;

namespace K2Sharp.Server.Tests.Hosting;

/// <summary>Makes a model with random weights say what a test wants: every token is forced.</summary>
internal sealed class ScriptConstraint(int[] tokens, Action<int>? beforeToken = null) : ITokenConstraint
{
    private int _said;

    public ReadOnlySpan<int> Forced
    {
        get
        {
            beforeToken?.Invoke(_said);
            return tokens.AsSpan(Math.Min(_said, tokens.Length), _said < tokens.Length ? 1 : 0);
        }
    }

    public void Prepare(CancellationToken cancellation)
    {
    }

    public void Apply(Span<float> logits)
    {
    }

    /// <summary>A token that is not in the script, such as the end of a thought at its budget, is another rule's.</summary>
    public void Accept(int token)
    {
        if (_said < tokens.Length && tokens[_said] == token)
        {
            _said++;
        }
    }
}
