namespace K2Sharp.Agents.Sandbox;

/// <summary>What a command in the sandbox may use.</summary>
public sealed record SandboxOptions
{
    /// <summary>The only folder of the host that can be written, seen inside as <see cref="ProcessSandbox.Workspace"/>.</summary>
    public required string Workspace { get; init; }

    /// <summary>Files and folders of the host that can be read, at the same paths, beside <c>/usr</c>; for example an interpreter's installation.</summary>
    public IReadOnlyList<string> ReadOnly { get; init; } = [];

    /// <summary>Address space of a process, in bytes.</summary>
    /// <value>Default: 2 GiB.</value>
    public long MemoryBytes { get; init; } = 2L << 30;

    /// <summary>Processor time of a process, in seconds.</summary>
    /// <value>Default: 600.</value>
    public int CpuSeconds { get; init; } = 600;

    /// <summary>Size of a file, in bytes.</summary>
    /// <value>Default: 256 MiB.</value>
    public long FileBytes { get; init; } = 256L << 20;

    /// <summary>Size of the workspace, in bytes. It is measured while commands run; one that goes beyond it is ended.</summary>
    /// <value>Default: 1 GiB.</value>
    public long WorkspaceBytes { get; init; } = 1L << 30;

    /// <summary>Size of <c>/tmp</c>, which is memory, in bytes.</summary>
    /// <value>Default: 64 MiB.</value>
    public long TemporaryBytes { get; init; } = 64L << 20;

    /// <summary>Processes at the same time, all commands of a namespace together. The kernel knows no fewer than about 320.</summary>
    /// <value>Default: 400.</value>
    public int Processes { get; init; } = 400;

    /// <summary>Runs commands without any isolation. Only for machines that can be thrown away.</summary>
    public bool IsUnsafe { get; init; }
}
