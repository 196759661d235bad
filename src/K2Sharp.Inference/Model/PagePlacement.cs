using System.Runtime.ExceptionServices;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Kernels.Nodes;

namespace K2Sharp.Inference.Model;

/// <summary>
/// Reads the mapped weights into memory so that each row lies near the processors that will multiply it: the system puts a page into the memory of the node
/// whose processor touches it first. Pages that are in memory already stay where they are.
/// </summary>
internal sealed unsafe class PagePlacement
{
    // A page that is not in memory is waited for, so a node needs some threads to keep a disk busy.
    private const int ThreadsPerNode = 8;
    private static readonly TimeSpan s_reportInterval = TimeSpan.FromMilliseconds(200);

    private readonly PlacedMatrix[] _matrices;
    private readonly NodePlan _nodes;
    private readonly int[] _next;
    private readonly long _total;
    private readonly CancellationToken _cancellation;
    private ExceptionDispatchInfo? _failure;
    private long _done;

    private PagePlacement(IEnumerable<PlacedMatrix> matrices, NodePlan nodes, CancellationToken cancellation)
    {
        _matrices = [.. matrices];
        _nodes = nodes;
        _next = new int[nodes.Nodes.Count];
        _total = _matrices.Sum(matrix => matrix.Weights.ByteCount);
        _cancellation = cancellation;
    }

    /// <summary>Places all matrices and returns their bytes.</summary>
    /// <param name="matrices">The matrices, in the order in which they are read.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="progress">Told on the calling thread, some times per second.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="InferenceException">The system does not let threads be kept on the processors of a node.</exception>
    public static long Run(IEnumerable<PlacedMatrix> matrices, NodePlan nodes, IProgress<PlacementProgress>? progress, CancellationToken cancellation)
    {
        var placement = new PagePlacement(matrices, nodes, cancellation);
        var threads = new Thread[nodes.Nodes.Count * ThreadsPerNode];
        for (int i = 0; i < threads.Length; i++)
        {
            int node = i % nodes.Nodes.Count;
            threads[i] = new Thread(() => placement.Work(node)) { IsBackground = true, Name = $"K2 placement, node {nodes.Nodes[node].Number}" };
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            while (!thread.Join(s_reportInterval))
            {
                progress?.Report(placement.Progress);
            }
        }

        placement._failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(placement.Progress);
        return placement._total;
    }

    /// <summary>A node's rows of a matrix: those of its items in every region over the matrix.</summary>
    public static (int Begin, int End) Rows(in PlacedMatrix matrix, in NodeShares shares, int node)
    {
        int rows = matrix.Weights.Rows;
        return (Math.Min(shares.Begin(node, matrix.Items) * matrix.RowsOfItem, rows), Math.Min(shares.Begin(node + 1, matrix.Items) * matrix.RowsOfItem, rows));
    }

    private PlacementProgress Progress => new(Math.Min(Interlocked.Read(ref _done), _total), _total, _nodes.Nodes.Count);

    private void Work(int node)
    {
        try
        {
            if (!ThreadAffinity.TrySetMine(_nodes.Cpus(node)))
            {
                throw new InferenceException($"threads cannot be kept on the processors of NUMA node {_nodes.Nodes[node].Number} (sched_setaffinity is refused): leave the numa option out");
            }

            NodeShares shares = _nodes.Shares;
            for (int i = Interlocked.Increment(ref _next[node]) - 1; i < _matrices.Length && _failure is null; i = Interlocked.Increment(ref _next[node]) - 1)
            {
                (int begin, int end) = Rows(_matrices[i], shares, node);
                if (!Touch(_matrices[i].Weights.Slice(begin, end - begin)))
                {
                    return;
                }
            }
        }
#pragma warning disable CA1031 // Whatever it is belongs to the thread that loads.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    /// <summary>Touches every page of some rows; false when it was cancelled.</summary>
    private bool Touch(in WeightMatrix rows)
    {
        long data = rows.Rows * rows.Format.RowBytes(rows.Columns);
        long scales = rows.Rows * rows.Format.RowScales(rows.Columns) * sizeof(ushort);
        return Touch((byte*)rows.Data, data) && Touch((byte*)rows.Scales, scales);
    }

    private bool Touch(byte* start, long bytes) => !_cancellation.IsCancellationRequested && MappedPages.Touch(start, bytes, touched =>
    {
        Interlocked.Add(ref _done, touched);
        return !_cancellation.IsCancellationRequested;
    });
}
