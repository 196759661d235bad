using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Tests;

/// <summary>What a scripted model was asked; numbers begin at 1.</summary>
internal sealed record ModelRequest(int Number, IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    /// <summary>The results that the model sees, in order.</summary>
    public IEnumerable<string> Results => Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => (string)result.Result!);

    public IEnumerable<string> UserTexts => Messages.Where(message => message.Role == ChatRole.User).Select(message => message.Text);
}
