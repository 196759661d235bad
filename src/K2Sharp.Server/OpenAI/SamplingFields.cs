using System.Globalization;
using K2Sharp.Inference.Sampling;
using K2Sharp.Server.Errors;

namespace K2Sharp.Server.OpenAI;

/// <summary>Checks the fields that chats and completions share.</summary>
internal static class SamplingFields
{
    private const int MaxStops = 5;
    private const int MaxStopBytes = 32;
    private const int MaxChoices = 5;

    /// <exception cref="ApiException">A value is out of its range.</exception>
    public static float Between(string field, float? value, float least, float most, float absent) => value is not { } given ? absent
        : given >= least && given <= most ? given
        : throw ApiException.Invalid(field, string.Create(CultureInfo.InvariantCulture, $"must be {least} to {most}, not {given}"));

    /// <summary>A probability that may not be 0, which would leave no token.</summary>
    /// <exception cref="ApiException">The value is out of its range.</exception>
    public static float TopP(float? value) => value is not { } given ? 1f
        : given is > 0f and <= 1f ? given
        : throw ApiException.Invalid("top_p", string.Create(CultureInfo.InvariantCulture, $"must be more than 0 and at most 1, not {given}"));

    /// <exception cref="ApiException">The value is out of its range.</exception>
    public static int? AtLeast(string field, int? value, int least) => value is not { } given || given >= least
        ? value
        : throw ApiException.Invalid(field, $"must be at least {least}, not {given}");

    /// <summary>How many answers.</summary>
    /// <exception cref="ApiException">The value is out of its range.</exception>
    public static int Choices(int? value) => value is null ? 1
        : value is >= 1 and <= MaxChoices ? value.Value
        : throw ApiException.Invalid("n", $"must be 1 to {MaxChoices}, not {value}");

    /// <exception cref="ApiException">There are too many, or one is empty or too long.</exception>
    public static IReadOnlyList<string> Stops(IReadOnlyList<string>? stops, string field = "stop", int most = MaxStops, int mostBytes = MaxStopBytes)
    {
        if (stops is null)
        {
            return [];
        }

        if (stops.Count > most)
        {
            throw ApiException.Invalid(field, $"at most {most} texts are taken, not {stops.Count}");
        }

        for (int i = 0; i < stops.Count; i++)
        {
            int bytes = System.Text.Encoding.UTF8.GetByteCount(stops[i]);
            if (bytes == 0 || bytes > mostBytes)
            {
                throw ApiException.Invalid($"{field}[{i}]", $"must have 1 to {mostBytes} bytes, not {bytes}");
            }
        }

        return stops;
    }

    /// <exception cref="ApiException">A key is no token id, or a bias is out of its range.</exception>
    public static IReadOnlyDictionary<int, float> LogitBias(IReadOnlyDictionary<string, float>? bias, int vocabularySize)
    {
        var result = new Dictionary<int, float>();
        foreach ((string key, float value) in bias ?? new Dictionary<string, float>())
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int token) || token >= vocabularySize)
            {
                throw ApiException.Invalid("logit_bias", $"its keys must be token ids, 0 to {vocabularySize - 1}");
            }

            result[token] = Between($"logit_bias.{key}", value, -100, 100, 0);
        }

        return result;
    }

    /// <summary>The sampling of a request.</summary>
    /// <exception cref="ApiException">A value is out of its range.</exception>
    public static SamplingOptions Sampling(
        float? temperature,
        float? topP,
        int? topK,
        float? minP,
        float? repetitionPenalty,
        float? presencePenalty,
        float? frequencyPenalty,
        IReadOnlyDictionary<int, float> logitBias,
        long? seed) => new()
        {
            Temperature = Between("temperature", temperature, 0, 2, 1),
            TopP = TopP(topP),

            // vLLM's clients say -1 for all.
            TopK = topK == -1 ? 0 : AtLeast("top_k", topK, 0) ?? 0,
            MinP = Between("min_p", minP, 0, 1, 0),
            RepetitionPenalty = Between("repetition_penalty", repetitionPenalty, 0.01f, 100, 1),
            PresencePenalty = Between("presence_penalty", presencePenalty, -2, 2, 0),
            FrequencyPenalty = Between("frequency_penalty", frequencyPenalty, -2, 2, 0),
            LogitBias = logitBias,
            Seed = seed,
        };
}
