using Microsoft.Extensions.AI;

namespace K2Sharp.Cli.Evals;

/// <summary>What is evaluated.</summary>
/// <param name="Client">Its client.</param>
/// <param name="Name">Its name in reports; results of another name are not mixed with its own.</param>
/// <param name="Where">The endpoint's address or the checkpoint's folder.</param>
/// <param name="Owned">What is to be disposed with it: the engine of a local model.</param>
internal sealed record ModelUnderTest(IChatClient Client, string Name, string Where, IDisposable? Owned = null) : IDisposable
{
    public void Dispose()
    {
        Client.Dispose();
        Owned?.Dispose();
    }
}
