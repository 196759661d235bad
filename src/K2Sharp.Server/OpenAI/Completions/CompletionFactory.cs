using System.Text;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Inference.Sampling;
using K2Sharp.Server.Generation;
using K2Sharp.Server.OpenAI.LogProbabilities;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>Turns the steps of texts into pieces of a stream, and the pieces into whole answers.</summary>
internal sealed class CompletionFactory(ResponseIdentity identity, K2Tokenizer tokenizer, CompletionCall call)
{
    // Where each text's next token begins.
    private readonly int[] _offsets = new int[call.Prompts.Count * call.Choices];

    /// <summary>The prompt as the first piece of its text.</summary>
    public Completion Echo(int index) => Piece(new CompletionChoice { Index = index, Text = tokenizer.Decode(call.Prompts[index / call.Choices]) });

    /// <summary>The piece of a step.</summary>
    public Completion Next(TextStep step) => Piece(new CompletionChoice
    {
        Index = step.Index,
        Text = step.Text,
        LogProbs = call.TopLogProbs is null ? null : LogProbs(step),
        FinishReason = step.FinishReason,
    });

    /// <summary>The piece without choices that ends a stream whose client asked for usage.</summary>
    public Completion End(AnswerTotals totals) => Whole([], totals);

    /// <summary>The whole answers from all pieces.</summary>
    public Completion Fold(IReadOnlyList<Completion> pieces, AnswerTotals totals)
    {
        CompletionChoice[] choices = [.. Enumerable.Range(0, _offsets.Length).Select(index => Fold(index, [.. pieces.SelectMany(piece => piece.Choices).Where(choice => choice.Index == index)]))];
        return Whole(choices, totals);
    }

    private CompletionChoice Fold(int index, CompletionChoice[] pieces)
    {
        var text = new StringBuilder();
        foreach (CompletionChoice piece in pieces)
        {
            text.Append(piece.Text);
        }

        CompletionLogProbs[] scores = [.. pieces.Where(piece => piece.LogProbs is not null).Select(piece => piece.LogProbs!)];
        return new CompletionChoice
        {
            Index = index,
            Text = text.ToString(),
            LogProbs = call.TopLogProbs is null ? null : new CompletionLogProbs
            {
                Tokens = [.. scores.SelectMany(score => score.Tokens)],
                TokenLogProbs = [.. scores.SelectMany(score => score.TokenLogProbs)],
                TopLogProbs = [.. scores.SelectMany(score => score.TopLogProbs)],
                TextOffset = [.. scores.SelectMany(score => score.TextOffset)],
            },
            FinishReason = pieces[^1].FinishReason,
        };
    }

    private CompletionLogProbs LogProbs(TextStep step)
    {
        List<int> offsets = [];
        List<string> tokens = [];
        foreach (ScoredToken token in step.Tokens)
        {
            string text = TokenScores.Text(token.Token, tokenizer);
            tokens.Add(text);
            offsets.Add(_offsets[step.Index]);
            _offsets[step.Index] += text.Length;
        }

        return new CompletionLogProbs
        {
            Tokens = tokens,
            TokenLogProbs = [.. step.Tokens.Select(token => TokenScores.Finite(token.LogProbs.LogProb))],
            TopLogProbs = [.. step.Tokens.Select(Top)],
            TextOffset = offsets,
        };
    }

    private Dictionary<string, float> Top(ScoredToken token)
    {
        var top = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (TokenLogProb other in token.LogProbs.Top)
        {
            // Two tokens may print alike; the likelier one comes first and stays.
            top.TryAdd(TokenScores.Text(other.Token, tokenizer), TokenScores.Finite(other.LogProb));
        }

        return top;
    }

    private Completion Piece(CompletionChoice choice) => Whole([choice], totals: null);

    private Completion Whole(IReadOnlyList<CompletionChoice> choices, AnswerTotals? totals) => new()
    {
        Id = identity.Id,
        Created = identity.Created,
        Model = identity.Model,
        SystemFingerprint = identity.Fingerprint,
        Choices = choices,
        Usage = totals is { } taken ? Usage.Of(taken) : null,
    };
}
