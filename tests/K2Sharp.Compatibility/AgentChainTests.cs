using System.ComponentModel;
using System.Globalization;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;
using K2Sharp.Agents.Upstream;
using K2Sharp.Extensions.AI;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Tests.Hosting;
using Microsoft.Extensions.AI;

namespace K2Sharp.Compatibility;

/// <summary>
/// Chains of 300 calls that k2-nano makes really: alone (a loop of a dozen lines around the engine), as an agent in this process and as an agent over HTTP. What
/// the model cannot do no agent can; what it can do none may lose.
/// </summary>
/// <remarks><c>K2_CHAINS</c> says how many; a chain takes half a minute to a minute in each of the three.</remarks>
public sealed class AgentChainTests(ITestOutputHelper output) : IDisposable
{
    private const int Calls = 300;
    private const string CountVariable = "K2_CHAINS";
    private const int DefaultCount = 1;
    private const int MostTokensPerTurn = 128;

    private static readonly string[] s_words = ["amber", "falcon", "garden", "silver", "walnut", "rocket", "lemon", "winter", "copper", "zebra"];

    private readonly string _folder = Directory.CreateTempSubdirectory("k2-chains").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public async Task An_agent_follows_chains_as_often_as_the_model_alone()
    {
        int count = Environment.GetEnvironmentVariable(CountVariable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultCount;
        using K2Engine engine = K2Engine.Load(NanoServer.Model);
        using var local = new K2ChatClient(engine, "k2-nano");
        await using MiniServer server = await NanoServer.StartAsync();
        using var http = new HttpClient();
        using var remote = new ChatCompletionsClient(http, new ChatCompletionsOptions { BaseAddress = new Uri(server.Address, "v1"), Model = "k2-nano" });
        using var journal = AgentJournal.Open(Path.Combine(_folder, "journal.db"));
        var own = new Tally("alone");
        var inside = new Tally("agent in this process");
        var outside = new Tally("agent over HTTP");
        for (int i = 0; i < count; i++)
        {
            var chain = new KeyChain(i, s_words[i % s_words.Length]);
            own.Add(chain, await AloneAsync(local, chain));
            foreach ((Tally tally, IChatClient client) in ((Tally, IChatClient)[])[(inside, local), (outside, remote)])
            {
                var toolbox = new AgentToolbox([new AIFunctionTool(chain.Tool(), ToolEffect.None)]);
                var options = new AgentOptions { Temperature = 0, MaxSteps = Calls + 10, MaxTokensPerStep = MostTokensPerTurn };
                AgentResult result = await new AgentRunner(client, toolbox, journal, options).RunAsync(chain.Request, null, TestContext.Current.CancellationToken);
                tally.Add(chain, result.Answer);
                CheckPromptsOnlyGrow(tally, journal.Read(result.Run).Select(record => record.Entry).OfType<TurnTaken>());
            }

            foreach (Tally tally in (Tally[])[own, inside, outside])
            {
                output.WriteLine(tally.Text());
            }

            // Right or wrong, the same tokens: the agent's prompts are those of the loop of a dozen lines.
            Assert.Equal(own.Last, inside.Last);
            Assert.Equal(own.Last, outside.Last);
        }

        Assert.Equal(own.Right, inside.Right);
        Assert.Equal(own.Right, outside.Right);
    }

    /// <summary>A turn's prompt is the one before and what came of it, so nearly all of it is in the cache: all but the blocks that were not full.</summary>
    private static void CheckPromptsOnlyGrow(Tally tally, IEnumerable<TurnTaken> turns)
    {
        TurnTaken? before = null;
        foreach (TurnTaken turn in turns)
        {
            if (before is not null)
            {
                Assert.True(turn.Usage.Input > before.Usage.Input, "a prompt is no longer than the one before");
                Assert.True(turn.Usage.Cached >= before.Usage.Input / 64 * 64, $"of a prompt after one of {before.Usage.Input} tokens only {turn.Usage.Cached} were in the cache");
                tally.Prompts += turn.Usage.Input;
                tally.Cached += turn.Usage.Cached;
            }

            before = turn;
        }

        Assert.True(tally.Cached > 0.97 * tally.Prompts, tally.Text());
    }

    private static async Task<string> AloneAsync(K2ChatClient client, KeyChain chain)
    {
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = MostTokensPerTurn, Tools = [chain.Tool().AsDeclarationOnly()] };
        List<ChatMessage> messages = [new(ChatRole.User, chain.Request)];
        while (true)
        {
            ChatResponse response = await client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);
            messages.AddRange(response.Messages);
            FunctionCallContent[] calls = [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
            if (calls.Length == 0 || chain.Called > Calls + 10)
            {
                return response.Text;
            }

            messages.Add(new ChatMessage(ChatRole.Tool, [.. calls.Select(call => new FunctionResultContent(call.CallId, chain.Next(call.Arguments?["key"]?.ToString() ?? string.Empty)))]));
        }
    }

    private sealed class KeyChain(int number, string word)
    {
        private readonly string[] _keys = [.. Keys(number).Distinct(StringComparer.Ordinal).Take(Calls)];

        public string Request => $"Start at {_keys[0]}. Call lookup until next is null. The code word is {word}. At the end tell me the code word, the last key and the number of calls.";

        public int Called { get; private set; }

        public AIFunction Tool() => AIFunctionFactory.Create(Next, "lookup", "Gives the next key.");

        public string Next([Description("The key.")] string key)
        {
            int index = Array.IndexOf(_keys, key);
            Called++;
            return index < 0 ? """{"error":"not_found"}""" : index == Calls - 1 ? """{"next":null}""" : $$"""{"next":"{{_keys[index + 1]}}"}""";
        }

        /// <summary>Ends a run: whether its answer holds the code word, the last key and the number of calls, and no call was wrong or made twice.</summary>
        public bool End(string answer)
        {
            bool isRight = Called == Calls && answer.Contains(word, StringComparison.Ordinal) && answer.Contains(_keys[^1], StringComparison.Ordinal)
                && answer.Contains("300", StringComparison.Ordinal);
            Called = 0;
            return isRight;
        }

        private static IEnumerable<string> Keys(int number)
        {
            var random = new Random(1000 + number);
            while (true)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{Letter()}{random.Next(10)}{Letter()}{random.Next(10)}");
            }

            char Letter() => (char)random.Next('a', 'z' + 1);
        }
    }

    private sealed class Tally(string name)
    {
        private readonly List<string> _answers = [];

        public int Right { get; private set; }

        /// <summary>How the latest chain ended: the number of calls and the answer.</summary>
        public string Last => _answers[^1];

        public long Prompts { get; set; }

        public long Cached { get; set; }

        public void Add(KeyChain chain, string answer)
        {
            string calls = string.Create(CultureInfo.InvariantCulture, $"{chain.Called} calls");
            bool isRight = chain.End(answer);
            Right += isRight ? 1 : 0;
            _answers.Add($"{calls}: {answer}");
        }

        public string Text() => string.Create(
            CultureInfo.InvariantCulture, $"{name}: {Right} of {_answers.Count}, {(Prompts == 0 ? string.Empty : $"{100.0 * Cached / Prompts:F2} % of the prompts after the first cached, ")}last: {Last}");
    }
}
