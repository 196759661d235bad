using System.Text.Json;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model.Experts;

namespace K2Sharp.Cli.Bench;

/// <summary>The machine that was measured.</summary>
/// <param name="Cpu">The processor's name, or its architecture where the system does not tell.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="Kernels">Kernel paths that it can run.</param>
/// <param name="MemoryBytes">Memory that this process may use.</param>
/// <param name="FreeMemoryBytes">Of it, what is free or can be freed at once.</param>
internal sealed record Machine(string Cpu, int Cores, IReadOnlyList<string> Kernels, long MemoryBytes, long FreeMemoryBytes)
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static Machine Current()
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new Machine(
            Field(CpuInfo, "model name") ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.ProcessorCount,
            [.. Enum.GetValues<KernelPath>().Where(CpuFeatures.IsSupported).Select(CpuFeatures.Name)],
            memory,
            MachineMemory.FreeBytes());
    }

    /// <summary>Writes its members into the object that is open.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("cpu", Cpu);
        json.WriteNumber("cores", Cores);
        json.WriteStartArray("kernels");
        foreach (string path in Kernels)
        {
            json.WriteStringValue(path);
        }

        json.WriteEndArray();
        json.WriteNumber("memory_bytes", MemoryBytes);
        json.WriteNumber("free_memory_bytes", FreeMemoryBytes);
    }

    private static string? Field(string file, string name)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        string? line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
