using System.Text.Json;
using K2Sharp.Inference;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Generation;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>Checks a request for raw completions.</summary>
internal sealed class CompletionMapper(K2Engine engine, ModelCatalog models)
{
    private const int DefaultMaxTokens = 16;
    private const int MaxSequences = 16;
    private const int MaxLogProbs = 5;

    /// <exception cref="ApiException">A value is wrong; the error names the field.</exception>
    /// <exception cref="ContextLengthException">A prompt leaves no room for an answer.</exception>
    public CompletionCall Map(CompletionRequest request)
    {
        string model = models.Resolve(request.Model);
        int choices = SamplingFields.Choices(request.N);
        if (request.BestOf is { } bestOf && bestOf != choices)
        {
            throw ApiException.Invalid("best_of", "not supported; leave it out");
        }

        if (request.Suffix.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            throw ApiException.Invalid("suffix", "not supported; the model only goes on from its prompt");
        }

        if (request.LogProbs is < 0 or > MaxLogProbs)
        {
            throw ApiException.Invalid("logprobs", $"must be 0 to {MaxLogProbs}, not {request.LogProbs}");
        }

        if (request is { LogProbs: not null, Echo: true })
        {
            throw ApiException.Invalid("echo", "cannot be combined with logprobs; a prompt's tokens have none");
        }

        return new CompletionCall
        {
            Prompts = Prompts(request.Prompt, choices),
            Model = model,
            Sampling = SamplingFields.Sampling(
                request.Temperature,
                request.TopP,
                request.TopK,
                request.MinP,
                request.RepetitionPenalty,
                request.PresencePenalty,
                request.FrequencyPenalty,
                SamplingFields.LogitBias(request.LogitBias, engine.Tokenizer.VocabularySize),
                request.Seed),
            MaxTokens = SamplingFields.AtLeast("max_tokens", request.MaxTokens, 1) ?? DefaultMaxTokens,
            Choices = choices,
            Stops = SamplingFields.Stops(request.Stop?.Values),
            TopLogProbs = request.LogProbs,
            Echoes = request.Echo ?? false,
            IsStream = request.Stream ?? false,
            IncludesUsage = request.StreamOptions?.IncludeUsage ?? false,
        };
    }

    private List<int[]> Prompts(PromptList? list, int choices)
    {
        if (list is null || list.Prompts.Count == 0)
        {
            throw ApiException.Invalid("prompt", "missing; send a text or token ids");
        }

        if (list.Prompts.Count * choices > MaxSequences)
        {
            throw ApiException.Invalid("prompt", $"at most {MaxSequences} answers are given at once: prompts times n");
        }

        List<int[]> prompts = new(list.Prompts.Count);
        foreach (RawPrompt prompt in list.Prompts)
        {
            int[] tokens = prompt.Tokens ?? engine.Tokenizer.Encode(prompt.Text!);
            if (tokens.Length == 0)
            {
                throw ApiException.Invalid("prompt", "empty; send at least one token");
            }

            if (tokens.Any(token => (uint)token >= (uint)engine.Tokenizer.VocabularySize))
            {
                throw ApiException.Invalid("prompt", $"token ids must be 0 to {engine.Tokenizer.VocabularySize - 1}");
            }

            prompts.Add(tokens.Length < models.ContextLength ? tokens : throw new ContextLengthException(tokens.Length, models.ContextLength));
        }

        return prompts;
    }
}
