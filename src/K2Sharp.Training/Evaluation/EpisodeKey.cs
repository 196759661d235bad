using System.Security.Cryptography;
using System.Text;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Evaluation;

/// <summary>What an episode depends on, and so when a kept one stands for a new one.</summary>
/// <param name="Model">See <see cref="ModelFingerprint"/>.</param>
/// <param name="Temperature">0 for greedy.</param>
/// <param name="Seed">The evaluation's seed.</param>
/// <param name="Family">The family's name.</param>
/// <param name="Index">The task's index in its family.</param>
/// <param name="Task">The begin of a SHA-256 over what the model is given, so that another version's task is another task.</param>
internal sealed record EpisodeKey(string Model, float Temperature, ulong Seed, string Family, int Index, string Task)
{
    private const int Bytes = 8;

    public static string TaskHash(TrainingTask task)
    {
        var text = new StringBuilder();
        foreach (K2Sharp.Text.ChatTemplate.ChatMessage message in task.Opening)
        {
            text.Append(message.Role).Append('\0').Append(message.Text).Append('\0');
        }

        foreach (K2Sharp.Text.ChatTemplate.ChatTool tool in task.Tools)
        {
            text.Append(tool.Definition.GetRawText()).Append('\0');
        }

        text.Append(task.ForcedThought).Append('\0').Append(task.Hops);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, Bytes));
    }
}
