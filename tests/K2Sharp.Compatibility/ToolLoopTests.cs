using System.ClientModel;
using System.Globalization;
using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;
using OpenAI.Chat;

namespace K2Sharp.Compatibility;

/// <summary>A long tool loop that sends the whole history with every turn, as agents do.</summary>
public sealed class ToolLoopTests(ITestOutputHelper output)
{
    private const int Calls = 300;

    private static readonly ChatTool s_lookup = ChatTool.CreateFunctionTool(
        "lookup", "Gives the next key.", BinaryData.FromString("""{"type":"object","properties":{"key":{"type":"string"}},"required":["key"]}"""));

    /// <summary>
    /// Whether one chain comes to its end is the model's matter: its card says how many of a hundred do, and processors differ in which. So the first of a few that does
    /// shows that the server carries it; what is found in the cache is the server's matter, for all of them.
    /// </summary>
    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public async Task Three_hundred_calls_come_to_their_end_and_nearly_all_of_every_prompt_is_in_the_cache()
    {
        const int Attempts = 4;
        await using MiniServer server = await NanoServer.StartAsync();
        bool isRight = false;
        for (int attempt = 0; attempt < Attempts && !isRight; attempt++)
        {
            string[] keys = [.. Keys(attempt * Calls).Take(Calls)];
            List<ChatMessage> messages =
                [new UserChatMessage($"Start at {keys[0]}. Call lookup until next is null. The code word is amber. At the end tell me the code word, the last key and the number of calls.")];
            (int calls, string answer, long prompt, long cached) = await RunAsync(OfficialClient.For(server), messages, arguments => Next(keys, arguments));
            double share = (double)cached / prompt;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{calls} calls, {prompt} prompt tokens, {cached} of them cached: {share:P2}; the answer: {answer}"));
            Assert.True(share > 0.97, $"only {share:P2} of the prompts' tokens came from the cache");
            isRight = calls == Calls && ((string[])["amber", keys[^1], "300"]).All(fact => answer.Contains(fact, StringComparison.Ordinal));
        }

        Assert.True(isRight, $"none of {Attempts} chains of {Calls} calls came to its end");
    }

    /// <summary>The same loop, short, with a model of random weights whose calls are written down.</summary>
    [Fact]
    public async Task Every_turn_finds_the_last_ones_in_the_cache()
    {
        await using MiniServer server = await MiniServer.StartAsync(MiniServer.RandomModel);
        ScriptCalls(server, 4);
        List<ChatMessage> messages = [new UserChatMessage(Question(0))];
        ChatClient client = OfficialClient.For(server);
        int previous = 0;
        for (int turn = 0; turn < 4; turn++)
        {
            ClientResult<ChatCompletion> result = await client.CompleteChatAsync(messages, new ChatCompletionOptions { Tools = { s_lookup } }, TestContext.Current.CancellationToken);
            ChatToolCall call = Assert.Single(result.Value.ToolCalls);
            Assert.Equal($"functions.lookup:{turn}", call.Id);
            int cached = result.Value.Usage.InputTokenDetails.CachedTokenCount;

            // All whole blocks of the last turn's prompt; what it generated may be found as well.
            Assert.InRange(cached, previous / 64 * 64, result.Value.Usage.InputTokenCount - 1);
            previous = result.Value.Usage.InputTokenCount;
            messages.Add(new AssistantChatMessage(result.Value).WithReasoning(OfficialClient.Reasoning(result)));
            messages.Add(new ToolChatMessage(call.Id, """{"next":"k7f2"}"""));
        }
    }

    private static string Question(int number) => string.Create(CultureInfo.InvariantCulture, $"follow the chain {number}");

    private static void ScriptCalls(MiniServer server, int turns) => server.Scripts.AddTurns(Question(0), turns, turn =>
    [
        "<think>", "next", "</think>", "<|tool_calls_section_begin|>", "<|tool_call_begin|>",
        string.Create(CultureInfo.InvariantCulture, $"functions.lookup:{turn}"), "<|tool_call_argument_begin|>", """{"key":"a1b2"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>",
    ]);

    private static async Task<(int Calls, string Answer, long Prompt, long Cached)> RunAsync(ChatClient client, List<ChatMessage> messages, Func<string, string> tool)
    {
        var options = new ChatCompletionOptions { Tools = { s_lookup }, Temperature = 0, MaxOutputTokenCount = 256 };
        int calls = 0;
        long prompt = 0, cached = 0;
        while (true)
        {
            ClientResult<ChatCompletion> result = await client.CompleteChatAsync(messages, options, TestContext.Current.CancellationToken);
            prompt += result.Value.Usage.InputTokenCount;
            cached += result.Value.Usage.InputTokenDetails.CachedTokenCount;
            if (result.Value.FinishReason != ChatFinishReason.ToolCalls || calls > Calls)
            {
                return (calls, string.Concat(result.Value.Content.Select(part => part.Text)), prompt, cached);
            }

            messages.Add(new AssistantChatMessage(result.Value).WithReasoning(OfficialClient.Reasoning(result)));
            foreach (ChatToolCall call in result.Value.ToolCalls)
            {
                calls++;
                messages.Add(new ToolChatMessage(call.Id, tool(call.FunctionArguments.ToString())));
            }
        }
    }

    private static string Next(string[] keys, string arguments)
    {
        using var call = JsonDocument.Parse(arguments);
        int index = Array.IndexOf(keys, call.RootElement.GetProperty("key").GetString());
        return index < 0 ? """{"error":"not found"}""" : index == keys.Length - 1 ? """{"next":null}""" : $$"""{"next":"{{keys[index + 1]}}"}""";
    }

    /// <summary>Keys in the form that k2-nano knows: a letter and a digit, twice; all different.</summary>
    private static IEnumerable<string> Keys(int first)
    {
        for (int i = first; true; i++)
        {
            int mixed = (int)((i * 7919L) + 1234) % 67600;
            yield return string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + (mixed % 26))}{mixed / 26 % 10}{(char)('a' + (mixed / 260 % 26))}{mixed / 6760 % 10}");
        }
    }
}
