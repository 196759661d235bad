namespace K2Sharp.Cli.Training;

/// <summary>
/// A training step makes and drops some thousands of tensors of about a megabyte. By its defaults glibc gives such blocks back to the system
/// each time, and a tenth of the time goes into pages that are cleared anew. So the trainer keeps what it has, and asks for pages of 2 MB; its peak stays the same.
/// Other C libraries do not know these names.
/// </summary>
internal static class TrainerMemory
{
    private static readonly (string Name, string Value)[] s_settings =
    [
        ("MALLOC_ARENA_MAX", "1"),
        ("MALLOC_MMAP_MAX_", "0"),
        ("MALLOC_TRIM_THRESHOLD_", "8589934592"),
        ("MALLOC_TOP_PAD_", "268435456"),
        ("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"),
    ];

    /// <summary>Sets what the user has not set.</summary>
    /// <param name="environment">The trainer's environment.</param>
    public static void Configure(IDictionary<string, string?> environment)
    {
        foreach ((string name, string value) in s_settings)
        {
            environment.TryAdd(name, value);
        }
    }
}
