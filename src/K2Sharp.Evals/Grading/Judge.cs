using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Grading;

/// <summary>
/// A model that says whether a reply's answer is the expected one, in the manner of HLE's judge: it extracts the final answer, compares it,
/// and does not solve the question itself. Its verdict is constrained to a JSON schema where the endpoint can do that, cached by the hash of
/// what was asked, and spared where the stated answer is the expected one letter by letter.
/// </summary>
internal sealed class Judge(IChatClient client, string model, JudgeCache cache, RetryPolicy retry)
{
    private const int MaxTokens = 4096;
    private const string Schema = """
        {"type":"object","properties":{"extracted_final_answer":{"type":"string"},"reasoning":{"type":"string"},"correct":{"type":"string","enum":["yes","no"]},
        "confidence":{"type":"integer","minimum":0,"maximum":100}},"required":["extracted_final_answer","reasoning","correct","confidence"],"additionalProperties":false}
        """;

    private static readonly JsonElement s_schema = JsonDocument.Parse(Schema).RootElement.Clone();

    /// <summary>Grades a reply.</summary>
    /// <exception cref="JudgeException">The judge gave no verdict, also when asked again; the attempt is then failed, not wrong.</exception>
    public async Task<Grade> GradeAsync(string question, string reply, string expected, CancellationToken cancellation)
    {
        if (IsObvious(reply, expected))
        {
            return Grade.Right(expected, "the same text").With(MetricNames.Confidence, AnswerForm.Confidence(reply) ?? 100);
        }

        string prompt = Prompt(question, reply, expected);
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{model}\n{prompt}")));
        string? text = cache.Find(key);
        JudgeVerdict? verdict = text is null ? null : JudgeVerdict.Read(text);
        for (int attempt = 0; verdict is null && attempt < 2; attempt++)
        {
            text = await AskAsync(prompt, attempt, cancellation).ConfigureAwait(false);
            verdict = JudgeVerdict.Read(text);
        }

        if (verdict is null)
        {
            throw new JudgeException($"the judge {model} gave no verdict: {text}");
        }

        cache.Add(key, text!);
        return Grade.Of(verdict.IsCorrect, verdict.Answer?.ToLower(CultureInfo.InvariantCulture), $"the judge says no to {verdict.Answer ?? "a reply without answer"}; expected: {expected}")
            .With(MetricNames.Confidence, verdict.Confidence);
    }

    /// <summary>Only a yes can be given without the judge.</summary>
    private static bool IsObvious(string reply, string expected) =>
        AnswerForm.Answer(reply) is { } answer && string.Equals(Normal(answer), Normal(expected), StringComparison.OrdinalIgnoreCase);

    private static string Normal(string answer) => string.Join(' ', answer.Trim().TrimEnd('.').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Prompt(string question, string reply, string expected) => $"""
        Decide whether the response below answers the question with the expected answer.

        Question: {question}

        Response: {reply}

        Expected answer: {expected}

        Extract the final answer that the response gives, or write None where it gives none. Then compare it with the expected answer: point out only
        differences that matter, do not comment on the question's background, do not solve the question yourself, and do not argue for any answer but the
        expected one. Say yes if the extracted answer is the expected one, or within a small margin of it where it is a number; otherwise, or where it is
        ambiguous or inconsistent, say no. Give the confidence that the response states, or 100 where it states none.

        Reply with a JSON object with the fields extracted_final_answer (text), reasoning (text), correct ("yes" or "no"), confidence (0 to 100).
        """;

    private async Task<string> AskAsync(string prompt, int attempt, CancellationToken cancellation)
    {
        var options = new ChatOptions
        {
            Temperature = attempt == 0 ? 0 : 1,
            MaxOutputTokens = MaxTokens,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(s_schema, "verdict"),
        };
        ChatResponse response = await retry.RunAsync(token => client.GetResponseAsync(prompt, options, token), cancellation).ConfigureAwait(false);
        return response.Text;
    }
}
