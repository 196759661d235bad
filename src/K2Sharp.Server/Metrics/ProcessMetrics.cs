using System.Diagnostics;
using System.Reflection;

namespace K2Sharp.Server.Metrics;

/// <summary>The process' own series, by the names of Prometheus' client libraries.</summary>
internal static class ProcessMetrics
{
    private static readonly string s_version =
        typeof(ProcessMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private static readonly double s_started = StartTime();

    /// <summary>Writes them.</summary>
    public static void Write(PrometheusWriter writer)
    {
        writer.Gauge("k2_build_info", "Always 1; the version is in the label.", PrometheusWriter.Labels(["version"], [s_version]), 1);
        writer.Gauge("process_resident_memory_bytes", "Memory of the process, mapped weights that were read included.", string.Empty, Environment.WorkingSet);
        writer.Gauge("process_start_time_seconds", "When the process started, in Unix time.", string.Empty, s_started);
        writer.Counter("process_cpu_seconds_total", "Processor time of all threads.", string.Empty, CpuSeconds());
        writer.Gauge("dotnet_gc_heap_bytes", "Managed memory in use.", string.Empty, GC.GetTotalMemory(forceFullCollection: false));
        writer.Gauge("dotnet_gc_committed_bytes", "Managed memory taken from the system.", string.Empty, GC.GetGCMemoryInfo().TotalCommittedBytes);
        writer.Gauge("dotnet_threads", "Threads of the pool.", string.Empty, ThreadPool.ThreadCount);
    }

    private static double CpuSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static double StartTime()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
    }
}
