using CsCheck;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Tests.Export;

namespace K2Sharp.Training.Tests.Evaluation;

public sealed class PromptTokensTests
{
    [Fact]
    public void Remembered_texts_give_the_ids_of_the_whole_prompt()
    {
        using var model = new TinyModel();
        K2Tokenizer tokenizer = K2Tokenizer.Load(model.TokenizerPath);
        var tokens = new PromptTokens(tokenizer);

        // Few letters, so that texts repeat and hold blanks, digits and line ends at their edges.
        Gen<string> text = Gen.String["ab 1\n<|>é"];
        Gen.Select(text, text, Gen.Bool).Array[0, 12].Sample(
            turns =>
            {
                List<ChatMessage> messages = [];
                foreach ((string first, string second, bool isUser) in turns)
                {
                    messages.Add(isUser ? ChatMessage.FromUser(first) : ChatMessage.FromAssistant(first, second, [new ChatToolCall(second, "f", first)]));
                }

                Assert.Equal(tokenizer.Encode(K2ChatTemplate.Render(messages)), tokens.Encode(messages, []));
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public void A_thought_stands_between_its_tags()
    {
        using var model = new TinyModel();
        K2Tokenizer tokenizer = K2Tokenizer.Load(model.TokenizerPath);
        Assert.Equal(tokenizer.Encode("<think>so be it</think>", allowSpecials: true), new PromptTokens(tokenizer).Thought("so be it"));
    }
}
