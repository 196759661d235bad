using K2Sharp.Inference.Engine;

namespace K2Sharp.Server.Generation;

/// <summary>How far a prompt is, for the comments of a stream that has nothing to say yet.</summary>
/// <param name="total">Tokens of the prompt.</param>
internal sealed class PromptStatus(int total) : IProgress<PromptProgress>
{
    private volatile int _done = -1;

    public void Report(PromptProgress value) => _done = value.Done;

    /// <summary>One line.</summary>
    public string Describe()
    {
        int done = _done;
        return done < 0 ? "waiting" : done < total ? $"prompt {done}/{total}" : "working";
    }
}
