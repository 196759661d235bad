using K2Sharp.Inference.Kernels.Nodes;
using K2Sharp.Inference.Tests.Checkpoints;

namespace K2Sharp.Inference.Tests.Kernels.Nodes;

/// <summary>A folder that looks like the system's list of nodes.</summary>
internal sealed class FakeNodes : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="cpuLists">The list of processors of each node.</param>
    public FakeNodes(params IEnumerable<string> cpuLists)
    {
        int number = 0;
        foreach (string cpus in cpuLists)
        {
            Add($"node{number++}", cpus);
        }

        // What lies beside the nodes in the real folder.
        Directory.CreateDirectory(_folder.File("power"));
        Directory.CreateDirectory(_folder.File("nodes"));
        File.WriteAllText(_folder.File("possible"), "0-1\n");
    }

    /// <summary>The processors of this process, as a list.</summary>
    public static string AllowedCpus { get; } = string.Join(',', Enumerable.Range(0, CpuSet.Capacity).Where(cpu => ThreadAffinity.OfProcess()?.Contains(cpu) ?? cpu == 0));

    public string Path => _folder.Path;

    /// <summary>Nodes that all have the processors of this process.</summary>
    public static FakeNodes Over(int count) => new(Enumerable.Repeat(AllowedCpus + "\n", count));

    public void Add(string name, string cpus)
    {
        Directory.CreateDirectory(_folder.File(name));
        File.WriteAllText(System.IO.Path.Combine(_folder.File(name), "cpulist"), cpus);
    }

    public void Dispose() => _folder.Dispose();
}
