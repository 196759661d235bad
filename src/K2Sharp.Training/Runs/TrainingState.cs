using System.Text.Json;
using K2Sharp.Training.Model;
using K2Sharp.Training.Optimizers;
using static TorchSharp.torch;

namespace K2Sharp.Training.Runs;

/// <summary>
/// A training checkpoint: masters, biases, optimizer moments and counters. Training that goes on from one computes the same bits as
/// training that never stopped.
/// </summary>
internal static class TrainingState
{
    private const string TensorsFile = "state.safetensors";
    private const string CountersFile = "state.json";

    public static bool Exists(string directory) => File.Exists(Path.Combine(directory, CountersFile));

    /// <summary>Writes the checkpoint beside the old one and then takes its place.</summary>
    public static void Save(string directory, RunState counters, K2Network network, MuonClip optimizer)
    {
        string part = directory + ".part";
        if (Directory.Exists(part))
        {
            Directory.Delete(part, recursive: true);
        }

        Directory.CreateDirectory(part);
        TensorFile.Save(Path.Combine(part, TensorsFile), Tensors(network, optimizer));
        File.WriteAllText(Path.Combine(part, CountersFile), JsonSerializer.Serialize(counters, RunJson.Default.RunState));
        string old = directory + ".old";
        if (Directory.Exists(old))
        {
            Directory.Delete(old, recursive: true);
        }

        if (Directory.Exists(directory))
        {
            Directory.Move(directory, old);
        }

        Directory.Move(part, directory);
        if (Directory.Exists(old))
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Copies a checkpoint of the recipe <paramref name="original"/> so that another one goes on from it.</summary>
    /// <exception cref="TrainingException">It is of a third recipe, or of another seed.</exception>
    public static void CopyAs(string from, string to, string original, Recipe recipe)
    {
        RunState counters = ReadCounters(from);
        if (counters.Recipe != original)
        {
            throw new TrainingException($"{from} is of a run of the recipe {counters.Recipe}: add --recipe {counters.Recipe}");
        }

        if (counters.Seed != recipe.Seed)
        {
            throw new TrainingException($"{from} is of a run with seed {counters.Seed}: add --seed {counters.Seed}");
        }

        string part = to + ".part";
        Directory.CreateDirectory(part);
        File.Copy(Path.Combine(from, TensorsFile), Path.Combine(part, TensorsFile), overwrite: true);
        File.WriteAllText(Path.Combine(part, CountersFile), JsonSerializer.Serialize(counters with { Recipe = recipe.Name }, RunJson.Default.RunState));
        Directory.Move(part, to);
    }

    /// <summary>Puts back what a crash between two moves of <see cref="Save"/> left behind.</summary>
    public static void Recover(string directory)
    {
        string old = directory + ".old";
        if (!Directory.Exists(directory) && Directory.Exists(old))
        {
            Directory.Move(old, directory);
        }
    }

    /// <exception cref="TrainingException">The checkpoint does not fit the model.</exception>
    public static RunState Load(string directory, K2Network network, MuonClip optimizer)
    {
        RunState counters = ReadCounters(directory);
        TensorFile.Load(Path.Combine(directory, TensorsFile), Tensors(network, optimizer));
        return counters;
    }

    /// <summary>The counters alone.</summary>
    public static RunState ReadCounters(string directory) =>
        JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(directory, CountersFile)), RunJson.Default.RunState)
        ?? throw new TrainingException($"{Path.Combine(directory, CountersFile)} is empty: remove the checkpoint and begin anew");

    private static List<(string Name, Tensor Value)> Tensors(K2Network network, MuonClip optimizer) =>
    [
        .. network.Parameters.Select(parameter => ("master." + parameter.Name, parameter.Master)),
        .. network.Biases.Select(item => ("master." + item.Name, item.Bias)),
        .. optimizer.State.Select(item => ("optimizer." + item.Name, item.Tensor)),
    ];
}
