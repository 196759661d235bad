using System.Net.Http.Headers;

namespace K2Sharp.Load;

/// <summary>
/// Warms the server up, remembers what /metrics says, sets all clients on it for the given time, waits until it is idle, and compares: no
/// sequence, block or memory may stay behind, and the ledger must hold every answer that came to its end.
/// </summary>
internal static class LoadRun
{
    private static readonly TimeSpan s_untilIdle = TimeSpan.FromMinutes(2);

    /// <summary>Runs.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="log">Told how it goes.</param>
    public static async Task<LoadReport> RunAsync(LoadOptions options, TextWriter log)
    {
        using var http = new HttpClient { BaseAddress = LoadOptions.Local(options.Url) };
        http.DefaultRequestHeaders.Authorization = options.Key is null ? null : new AuthenticationHeaderValue("Bearer", options.Key);

        // The same kinds of requests: what is compiled, mapped or pooled once must be before the first look.
        TimeSpan warmUp = TimeSpan.FromSeconds(Math.Clamp(options.Time.TotalSeconds / 6, 3, 30));
        await log.WriteLineAsync($"warming up for {warmUp.TotalSeconds:0} s");
        var warmCounts = new LoadCounts();
        await RunClientsAsync(options with { Seed = options.Seed + 1, Time = warmUp }, warmCounts);
        MetricsSnapshot before = await UntilIdleAsync(http, warmCounts);

        await log.WriteLineAsync($"{options.Connections} connections for {options.Time.TotalSeconds:0} s, seed {options.Seed}");
        var counts = new LoadCounts();
        await RunClientsAsync(options, counts);
        MetricsSnapshot after = await UntilIdleAsync(http, counts);
        int booked = LedgerCheck.Run(options.State, counts.Completed, counts.Problem);
        if (counts.Completed.Count == 0)
        {
            counts.Problem("not one request was completed: this run shows nothing");
        }

        if (after.ResidentBytes - before.ResidentBytes > options.MaxGrowth)
        {
            counts.Problem($"memory grew from {before.ResidentBytes >> 20} to {after.ResidentBytes >> 20} MiB");
        }

        return new LoadReport(options, counts, booked, before, after);
    }

    private static async Task RunClientsAsync(LoadOptions options, LoadCounts counts)
    {
        using var end = new CancellationTokenSource(options.Time);
        await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(i => new Client(options, i, counts).RunAsync(end.Token)));
    }

    private static async Task<MetricsSnapshot> UntilIdleAsync(HttpClient http, LoadCounts counts)
    {
        using var patience = new CancellationTokenSource(s_untilIdle);
        MetricsSnapshot? last = null;
        try
        {
            while (true)
            {
                last = await MetricsSnapshot.ReadAsync(http, patience.Token);
                if (last.IsIdle)
                {
                    return last;
                }

                await Task.Delay(200, patience.Token);
            }
        }
        catch (OperationCanceledException) when (last is not null)
        {
            foreach (string name in MetricsSnapshot.Busy().Where(name => last[name] != 0))
            {
                counts.Problem($"{name} is {last[name]} although all clients have left");
            }

            return last;
        }
    }
}
