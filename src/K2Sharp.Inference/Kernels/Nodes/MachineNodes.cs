using System.Globalization;

namespace K2Sharp.Inference.Kernels.Nodes;

/// <summary>Which NUMA nodes there are.</summary>
internal static class MachineNodes
{
    /// <summary>Where Linux lists them.</summary>
    public const string SystemFolder = "/sys/devices/system/node";

    private const string Prefix = "node";
    private const string CpuFile = "cpulist";

    /// <summary>The nodes with processors that this process may use, by rising number. None where the system lists none, which is a machine of one node.</summary>
    /// <param name="folder">The folder that holds <c>node0</c>, <c>node1</c> and so on.</param>
    /// <param name="allowed">The processors that this process may use; null for all.</param>
    /// <exception cref="InferenceException">A list of processors cannot be read.</exception>
    public static IReadOnlyList<MachineNode> Read(string folder, CpuSet? allowed)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var nodes = new List<MachineNode>();
        foreach (string path in Directory.EnumerateDirectories(folder, Prefix + "*"))
        {
            // Nodes that have memory only (such as an expander's) have an empty list: nobody is near to them.
            if (int.TryParse(Path.GetFileName(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && Cpus(Path.Combine(path, CpuFile)).Where(cpu => allowed?.Contains(cpu) ?? true).ToArray() is { Length: > 0 } cpus)
            {
                nodes.Add(new MachineNode(number, cpus));
            }
        }

        return [.. nodes.OrderBy(node => node.Number)];
    }

    private static int[] Cpus(string file)
    {
        try
        {
            return CpuList.Parse(File.ReadAllText(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new InferenceException($"the processors of a NUMA node cannot be read from {file}: {exception.Message}; leave the numa option out", exception);
        }
    }
}
