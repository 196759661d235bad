using System.Collections.Concurrent;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Tests.Hosting;

/// <summary>What to answer to which question. Other questions are answered by the model, whatever it says.</summary>
internal sealed class Scripts(K2Engine engine, IConstraintFactory otherwise) : IConstraintFactory
{
    private readonly ConcurrentDictionary<string, (int[] Tokens, Action<int>? BeforeToken, bool IsPaced)> _answers = new(StringComparer.Ordinal);

    /// <summary>Every call that was answered, in the engine's terms: what the prompt is made of.</summary>
    public ConcurrentQueue<ChatCall> Calls { get; } = new();

    /// <summary>Adds an answer.</summary>
    /// <param name="question">The whole last user message.</param>
    /// <param name="pieces">Texts and names of special tokens; the end of the message is added.</param>
    public void Add(string question, params string[] pieces) => _answers[question] = (Encode(pieces), null, false);

    /// <summary>Adds an answer whose tokens can be held up.</summary>
    public void AddGated(string question, Action<int> beforeToken, params string[] pieces) => _answers[question] = (Encode(pieces), beforeToken, false);

    /// <summary>Adds an answer that takes a step for every token, so that its reader has seen all before the one that is held up.</summary>
    public void AddPaced(string question, Action<int>? beforeToken, params string[] pieces) => _answers[question] = (Encode(pieces), beforeToken, true);

    /// <summary>Adds the answers to a question that is asked again and again, with more and more calls behind it.</summary>
    public void AddTurns(string question, int turns, Func<int, string[]> pieces)
    {
        for (int turn = 0; turn < turns; turn++)
        {
            _answers[Key(question, turn)] = (Encode(pieces(turn)), null, false);
        }
    }

    public ITokenConstraint? Create(ChatCall call)
    {
        Calls.Enqueue(call);
        string? text = call.Messages.LastOrDefault(message => message.Role is ChatRole.User)?.Text;
        int turn = call.Messages.Count(message => message.Role is ChatRole.Tool);
        string? question = text is not null && _answers.ContainsKey(Key(text, turn)) ? Key(text, turn) : text;
        return question is not null && _answers.TryGetValue(question, out (int[] Tokens, Action<int>? BeforeToken, bool IsPaced) answer)
            ? answer.IsPaced ? new PacedConstraint(answer.Tokens, answer.BeforeToken) : new ScriptConstraint(answer.Tokens, answer.BeforeToken)
            : otherwise.Create(call);
    }

    private static string Key(string question, int turn) => $"{question} #{turn}";

    /// <summary>The tokens of pieces, with the end of the message.</summary>
    public int[] Encode(params IEnumerable<string> pieces) => [.. pieces.Append("<|im_end|>").SelectMany(piece =>
        engine.Tokenizer.TryGetSpecialId(piece, out int id) ? [id] : engine.Tokenizer.Encode(piece))];
}
