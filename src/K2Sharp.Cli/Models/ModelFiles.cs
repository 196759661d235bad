using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Models;

/// <summary>A model's configuration by what people name: its folder or the file itself.</summary>
internal static class ModelFiles
{
    /// <exception cref="UsageException">There is no such folder or file.</exception>
    /// <exception cref="CheckpointException">The configuration is missing, broken or not supported.</exception>
    public static K2Config ReadConfig(string path)
    {
        if (File.Exists(path))
        {
            return K2Config.Parse(JsonFields.ReadFile(path));
        }

        return Directory.Exists(path)
            ? K2Config.Load(path)
            : throw new UsageException($"{path} does not exist: name a checkpoint's folder or a config.json");
    }
}
