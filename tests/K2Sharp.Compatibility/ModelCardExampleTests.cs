using System.ClientModel;
using K2Sharp.Server.Tests.Hosting;
using OpenAI.Chat;

namespace K2Sharp.Compatibility;

/// <summary>The example of Kimi-K2-Thinking's model card (simple_chat, written there in Python), with the official .NET client.</summary>
public sealed class ModelCardExampleTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Prints_the_answer_and_the_reasoning_content()
    {
        await using MiniServer server = await NanoServer.StartAsync();
        ChatClient client = OfficialClient.For(server);
        List<ChatMessage> messages =
        [
            new SystemChatMessage("You are Kimi, an AI assistant created by Moonshot AI."),
            new UserChatMessage(ChatMessageContentPart.CreateTextPart("which one is bigger, 9.11 or 9.9? think carefully.")),
        ];
        var options = new ChatCompletionOptions { Temperature = 1.0f, MaxOutputTokenCount = 4096 };
        ClientResult<ChatCompletion> response = await client.CompleteChatAsync(messages, options, TestContext.Current.CancellationToken);
        string answer = response.Value.Content[0].Text;
        string? reasoning = OfficialClient.Reasoning(response);
        output.WriteLine($"k2-thinking answer: {answer}");
        output.WriteLine("=====below is reasoning content======");
        output.WriteLine($"reasoning content: {reasoning}");
        Assert.Equal(ChatFinishReason.Stop, response.Value.FinishReason);
        Assert.Contains("9.9", answer, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(reasoning));
    }
}
