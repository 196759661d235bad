using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Tasks;

/// <summary>A scripted model that knows nothing: it names one of the numbers or letters that the prompt offers, and never calls a tool.</summary>
internal static class GuessingModel
{
    public static ChatMessage Reply(IReadOnlyList<ChatMessage> messages)
    {
        // The draw depends on the prompt alone: requests come in any order.
        string prompt = messages[^1].Text;
        var random = new SeededRandom(Seeds.Of(7, "guess", prompt, 0));
        string[] letters = [.. prompt.Split("Options:")[^1].Split('\n').Where(line => line.Length > 2 && line[1] == '.' && char.IsAsciiLetterUpper(line[0])).Select(line => line[..1])];
        string[] numbers = [.. prompt.Split([' ', '?', ','], StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsAsciiDigit(word[0]))];
        string guess = letters.Length > 1 ? $"The answer is ({random.Pick(letters)})." : numbers.Length > 0 ? random.Pick(numbers) : "Velmor";
        return new ChatMessage(ChatRole.Assistant, guess);
    }
}
