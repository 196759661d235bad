using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Evaluation;

/// <summary>What an episode depends on, and so when a kept one stands for a new one. Judges, simulated worlds and the engine are not in it but for <see cref="Version"/>.</summary>
/// <param name="Model">See <see cref="ModelFingerprint"/>.</param>
/// <param name="Temperature">0 for greedy.</param>
/// <param name="Seed">The evaluation's seed.</param>
/// <param name="Family">The family's name.</param>
/// <param name="Index">The task's index in its family.</param>
/// <param name="Task">See <see cref="HashOf"/>.</param>
/// <param name="FormatEnforced">See <see cref="EpisodePlayer.EnforcesFormat"/>.</param>
internal sealed record EpisodeKey(string Model, float Temperature, ulong Seed, string Family, int Index, string Task, bool FormatEnforced = false)
{
    /// <summary>To be raised when the same task is played or judged otherwise.</summary>
    private const int Version = 1;

    private const int Bytes = 8;

    /// <summary>The beginning of a SHA-256 over what the model is given and what it may do, so that a task that was changed is another one.</summary>
    public static string HashOf(TrainingTask task)
    {
        var opening = new Episode { Task = task, Messages = task.Opening, Turns = [], IsComplete = false };
        string text = string.Create(
            CultureInfo.InvariantCulture, $"{Version}\n{task.Hiding}\n{task.TurnLimit}\n{task.TurnTokenBudget}\n{EpisodeJson.Write(opening)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Bytes));
    }
}
