using System.Threading.Channels;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;

namespace K2Sharp.Cli.Bench;

/// <summary>Measures what an engine gives to clients one after the other, and to all of them at once.</summary>
internal sealed class ClientBenchRunner(CliHost host, string directory, ClientBenchPlan plan, CancellationToken cancellation)
{
    public ClientBenchReport Run()
    {
        Machine machine = Machine.Current();
        var options = new EngineOptions
        {
            Model = new ModelOptions { Kernels = plan.Kernels, Threads = plan.Threads, Activations = plan.Activations, DenseWeights = plan.Dense, Memory = plan.Memory, Numa = plan.Numa },
            CacheFormat = plan.CacheFormat,
            GuessedTokens = plan.GuessTokens,
            MaxRunning = Math.Max(plan.Clients, new EngineOptions().MaxRunning),
            MaxQueued = Math.Max(plan.Clients, new EngineOptions().MaxQueued),
        };
        using K2Engine engine = EngineOpener.Open(host, directory, options, cancellation);
        using var line = new ProgressLine(host);
        int[][] prompts = [.. Enumerable.Range(0, plan.Clients).Select(client => Prompt(client, engine.Tokenizer.BaseVocabularySize))];

        // Brings weights, caches and the just-in-time compiler up; not counted.
        line.Show(() => "warm-up");
        _ = AskAsync(engine, Prompt(plan.Clients, engine.Tokenizer.BaseVocabularySize)).GetAwaiter().GetResult();

        EngineStatistics beforeAlone = engine.Statistics;
        var alone = new ClientRun[plan.Clients];
        for (int client = 0; client < plan.Clients; client++)
        {
            int shown = client + 1;
            line.Show(() => $"client {shown} of {plan.Clients} alone");
            engine.Reset();
            alone[client] = AskAsync(engine, prompts[client]).GetAwaiter().GetResult();
        }

        EngineStatistics afterAlone = engine.Statistics;
        line.Show(() => $"{plan.Clients} clients together");
        engine.Reset();
        long begin = host.Clock.GetTimestamp();
        ClientRun[] together = Task.WhenAll(prompts.Select(prompt => AskAsync(engine, prompt))).GetAwaiter().GetResult();
        double seconds = host.Clock.GetElapsedTime(begin).TotalSeconds;
        return new ClientBenchReport(
            machine,
            directory,
            plan,
            alone.Sum(run => run.Tokens.Length) / alone.Sum(run => run.Total.TotalSeconds),
            together.Sum(run => run.Tokens.Length) / seconds,
            [.. together.Select(run => run.FirstToken)],
            engine.Statistics.Steps - afterAlone.Steps,
            afterAlone.GuessedTokens - beforeAlone.GuessedTokens,
            afterAlone.AcceptedTokens - beforeAlone.AcceptedTokens,
            together.Zip(alone).Count(pair => !pair.First.Tokens.SequenceEqual(pair.Second.Tokens)));
    }

    private async Task<ClientRun> AskAsync(K2Engine engine, int[] prompt)
    {
        var request = new GenerationRequest
        {
            Prompt = prompt,
            Sampling = new SamplingOptions { Temperature = 0 },
            MaxTokens = plan.AnswerTokens,
            StopAtEndOfTurn = false,
        };
        long begin = host.Clock.GetTimestamp();
        TimeSpan? firstToken = null;
        var tokens = new List<int>(plan.AnswerTokens);
        ChannelReader<GenerationEvent> events = engine.Submit(request, cancellation);
        await foreach (GenerationEvent item in events.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            if (item is TokenGenerated token)
            {
                firstToken ??= host.Clock.GetElapsedTime(begin);
                tokens.Add(token.Token);
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return new ClientRun(firstToken ?? TimeSpan.Zero, host.Clock.GetElapsedTime(begin), [.. tokens]);
    }

    /// <summary>Random tokens (a linear congruential generator; Knuth), the same in every run, another sequence for every client.</summary>
    private int[] Prompt(int client, int vocabulary)
    {
        ulong state = 0x9E3779B97F4A7C15 * (ulong)(client + 1);
        int[] tokens = new int[plan.PromptTokens];
        for (int i = 0; i < tokens.Length; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            tokens[i] = (int)((state >> 33) % (ulong)vocabulary);
        }

        return tokens;
    }
}
