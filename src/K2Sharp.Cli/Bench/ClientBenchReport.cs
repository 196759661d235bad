using System.Globalization;
using System.Text.Json;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Cli.Bench;

/// <summary>What clients get alone and what they get together.</summary>
/// <param name="Machine">Where it ran.</param>
/// <param name="Directory">The model.</param>
/// <param name="Plan">What was measured.</param>
/// <param name="AloneTokensPerSecond">Tokens of answers per second when one client after the other is served; prompts are part of the time.</param>
/// <param name="TogetherTokensPerSecond">The same when all ask at once, for all together.</param>
/// <param name="FirstTokens">The times to first tokens of the clients that asked at once.</param>
/// <param name="Steps">Steps of the model that those took.</param>
/// <param name="Guessed">Tokens guessed ahead while one client after the other was served.</param>
/// <param name="Accepted">Of them, those that were right.</param>
/// <param name="DifferentAnswers">Clients whose greedy tokens were not the same as alone.</param>
internal sealed record ClientBenchReport(
    Machine Machine,
    string Directory,
    ClientBenchPlan Plan,
    double AloneTokensPerSecond,
    double TogetherTokensPerSecond,
    IReadOnlyList<TimeSpan> FirstTokens,
    long Steps,
    long Guessed,
    long Accepted,
    int DifferentAnswers)
{
    /// <summary>How many times the tokens of one client all clients get.</summary>
    public double Gain => TogetherTokensPerSecond / AloneTokensPerSecond;

    /// <summary>The time within which this share of the clients had its first token.</summary>
    public TimeSpan FirstTokenWithin(double share) => FirstTokens.Order().ElementAt((int)Math.Ceiling(share * FirstTokens.Count) - 1);

    public void Write(CliHost host)
    {
        string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        host.Output.WriteLine(Text($"machine   {OneLine.From(Machine.Cpu)}, {Machine.Cores} cores, {SizeText.Bytes(Machine.MemoryBytes)}"));
        host.Output.WriteLine(Text($"model     {OneLine.From(Directory)}, {CpuFeatures.Name(Plan.Kernels)}, {Plan.Threads} threads, {ModelArguments.Name(Plan.Activations)} activations, {ModelArguments.Name(Plan.Dense)} dense weights"));
        host.Output.WriteLine(Text($"requests  {Plan.PromptTokens} prompt tokens, {Plan.AnswerTokens} greedy tokens each"));
        string guesses = Guessed == 0 ? "none guessed ahead" : Text($"{Guessed} guessed ahead, {Accepted} of them right");
        host.Output.WriteLine(Text($"1 client  {AloneTokensPerSecond:F2} tokens/s, {guesses}"));
        host.Output.WriteLine(Text($"{Plan.Clients} clients {TogetherTokensPerSecond:F2} tokens/s, {Gain:F2} times as many, in {Steps} steps"));
        host.Output.WriteLine(Text(
            $"first token after {FirstTokenWithin(0.5).TotalSeconds:F2} s (median), {FirstTokenWithin(0.95).TotalSeconds:F2} s (95 %), {FirstTokenWithin(1).TotalSeconds:F2} s (last)"));
        host.Output.WriteLine(DifferentAnswers == 0
            ? "every client's tokens are the same as alone"
            : Text($"{DifferentAnswers} of {Plan.Clients} clients got other tokens than alone"));
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("machine");
        Machine.WriteMembers(json);
        json.WriteEndObject();
        json.WriteString("directory", Directory);
        json.WriteString("kernels", CpuFeatures.Name(Plan.Kernels));
        json.WriteNumber("threads", Plan.Threads);
        json.WriteString("activations", ModelArguments.Name(Plan.Activations));
        json.WriteString("dense", ModelArguments.Name(Plan.Dense));
        json.WriteNumber("clients", Plan.Clients);
        json.WriteNumber("prompt_tokens", Plan.PromptTokens);
        json.WriteNumber("answer_tokens", Plan.AnswerTokens);
        json.WriteNumber("guess_tokens", Plan.GuessTokens);
        json.WriteNumber("guessed_tokens", Guessed);
        json.WriteNumber("accepted_tokens", Accepted);
        json.WriteNumber("one_client_tokens_per_second", AloneTokensPerSecond);
        json.WriteNumber("all_clients_tokens_per_second", TogetherTokensPerSecond);
        json.WriteNumber("gain", Gain);
        json.WriteNumber("steps", Steps);
        json.WriteNumber("first_token_p50_seconds", FirstTokenWithin(0.5).TotalSeconds);
        json.WriteNumber("first_token_p95_seconds", FirstTokenWithin(0.95).TotalSeconds);
        json.WriteBoolean("tokens_equal", DifferentAnswers == 0);
        json.WriteEndObject();
    }
}
