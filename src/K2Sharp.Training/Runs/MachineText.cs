using System.Globalization;
using System.Runtime.InteropServices;

namespace K2Sharp.Training.Runs;

/// <summary>One line about the machine, without names.</summary>
internal static class MachineText
{
    public static string Describe()
    {
        double gigabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} logical processors ({RuntimeInformation.ProcessArchitecture}), {gigabytes:0} GB, {RuntimeInformation.OSDescription.Split(' ')[0]}, .NET {Environment.Version}");
    }
}
