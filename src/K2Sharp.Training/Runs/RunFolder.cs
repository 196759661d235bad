namespace K2Sharp.Training.Runs;

/// <summary>The files of a training run.</summary>
internal sealed class RunFolder(string path)
{
    public string Path { get; } = path;

    /// <summary>The learned vocabulary.</summary>
    public string Tokenizer => File("tokenizer");

    /// <summary>The newest checkpoint.</summary>
    public string Checkpoint => File("checkpoint");

    /// <summary>The finished float32 weights by published names.</summary>
    public string Masters => File("masters.safetensors");

    /// <summary>The config of the finished model.</summary>
    public string Config => File("config.json");

    /// <summary>The exported checkpoint in the published layout.</summary>
    public string Export => File("export");

    /// <summary>Where rollouts' checkpoints are written.</summary>
    public string Rollouts => File("rollouts");

    /// <summary>What a run that began at a later phase began with.</summary>
    public string Start => File("start");

    /// <summary>The checkpoint at the end of a phase, from which a twin can branch off.</summary>
    public string PhaseCheckpoint(string phase) => File("after-" + phase);

    /// <summary>The model's own episodes that a phase is trained on.</summary>
    public string Episodes(string phase) => File($"episodes-{phase}.jsonl");

    /// <summary>Keeps other trainers out until it is disposed: two in one folder would write over each other's metrics and checkpoints.</summary>
    /// <exception cref="TrainingException">Another trainer is at work in the folder.</exception>
    public FileStream Claim()
    {
        try
        {
            return new FileStream(File("in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException exception)
        {
            throw new TrainingException($"another trainer is at work in {Path}: wait for it, or end it with Ctrl+C or SIGTERM", exception);
        }
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
