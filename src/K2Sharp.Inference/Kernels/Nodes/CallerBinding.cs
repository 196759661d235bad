namespace K2Sharp.Inference.Kernels.Nodes;

/// <summary>Keeps the thread that runs regions, which is one of the pool's meanwhile, on its node. Allocates nothing after it was made.</summary>
/// <param name="nodes">The nodes.</param>
internal sealed class CallerBinding(NodePlan nodes)
{
    // Where the caller may run when it is not bound.
    private readonly CpuSet _before = new();
    private bool _isBound;

    /// <summary>Keeps the calling thread on its node until <see cref="Free"/>; nothing where the system refuses.</summary>
    public void Bind()
    {
        if (!_isBound && ThreadAffinity.TryGetMine(_before))
        {
            _isBound = ThreadAffinity.TrySetMine(nodes.Cpus(nodes.Home[0]));
        }
    }

    /// <summary>Lets the calling thread run again where it might before <see cref="Bind"/>.</summary>
    public void Free()
    {
        if (_isBound)
        {
            _isBound = false;
            _ = ThreadAffinity.TrySetMine(_before);
        }
    }
}
