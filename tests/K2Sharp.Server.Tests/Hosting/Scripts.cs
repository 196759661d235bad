using System.Collections.Concurrent;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Tests.Hosting;

/// <summary>What to answer to which question. Other questions are answered by the model, whatever it says.</summary>
internal sealed class Scripts(K2Engine engine, IConstraintFactory otherwise) : IConstraintFactory
{
    private readonly ConcurrentDictionary<string, (int[] Tokens, Action<int>? BeforeToken)> _answers = new(StringComparer.Ordinal);

    /// <summary>Adds an answer.</summary>
    /// <param name="question">The whole last user message.</param>
    /// <param name="pieces">Texts and names of special tokens; the end of the message is added.</param>
    public void Add(string question, params string[] pieces) => _answers[question] = (Encode(pieces), null);

    /// <summary>Adds an answer whose tokens can be held up.</summary>
    public void AddGated(string question, Action<int> beforeToken, params string[] pieces) => _answers[question] = (Encode(pieces), beforeToken);

    public ITokenConstraint? Create(ChatCall call)
    {
        string? question = call.Messages.LastOrDefault(message => message.Role is ChatRole.User)?.Text;
        return question is not null && _answers.TryGetValue(question, out (int[] Tokens, Action<int>? BeforeToken) answer)
            ? new ScriptConstraint(answer.Tokens, answer.BeforeToken)
            : otherwise.Create(call);
    }

    /// <summary>The tokens of pieces, with the end of the message.</summary>
    public int[] Encode(params IEnumerable<string> pieces) => [.. pieces.Append("<|im_end|>").SelectMany(piece =>
        engine.Tokenizer.TryGetSpecialId(piece, out int id) ? [id] : engine.Tokenizer.Encode(piece))];
}
