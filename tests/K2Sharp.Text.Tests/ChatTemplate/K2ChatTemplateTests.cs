using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Tests.ChatTemplate;

public sealed class K2ChatTemplateTests
{
    private const string DefaultSystem =
        "<|im_system|>system<|im_middle|>You are Kimi, an AI assistant created by Moonshot AI.<|im_end|>";

    private static readonly ChatToolCall s_call = new("functions.f:0", "f", "{}");

    [Fact]
    public void Markup_is_special_and_everything_else_is_text()
    {
        List<PromptSegment> segments = K2ChatTemplate.Render([ChatMessage.FromSystem("be brief"), ChatMessage.FromUser("hi")]);

        Assert.Equal(
            [
                PromptSegment.Special("<|im_system|>"), PromptSegment.Ordinary("system"), PromptSegment.Special("<|im_middle|>"),
                PromptSegment.Ordinary("be brief"), PromptSegment.Special("<|im_end|>"),
                PromptSegment.Special("<|im_user|>"), PromptSegment.Ordinary("user"), PromptSegment.Special("<|im_middle|>"),
                PromptSegment.Ordinary("hi"), PromptSegment.Special("<|im_end|>"),
                PromptSegment.Special("<|im_assistant|>"), PromptSegment.Ordinary("assistant"), PromptSegment.Special("<|im_middle|>"),
            ],
            segments);
    }

    [Fact]
    public void The_default_system_prompt_stands_in_for_a_missing_one()
    {
        Assert.Equal(DefaultSystem, Text([], addGenerationPrompt: false));
        Assert.StartsWith(DefaultSystem, Text([ChatMessage.FromUser("q"), ChatMessage.FromSystem("late")]), StringComparison.Ordinal);
        Assert.DoesNotContain("Kimi", Text([ChatMessage.FromSystem(string.Empty)]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user", null, "<|im_user|>user<|im_middle|>")]
    [InlineData("user", "alice", "<|im_user|>alice<|im_middle|>")]
    [InlineData("user", "", "<|im_user|>user<|im_middle|>")]
    [InlineData("assistant", "bot", "<|im_assistant|>bot<|im_middle|><think></think>")]
    [InlineData("developer", null, "<|im_system|>developer<|im_middle|>")]
    [InlineData("User", null, "<|im_system|>User<|im_middle|>")]
    [InlineData("system", "ops", "<|im_system|>ops<|im_middle|>")]
    [InlineData("tool", "get_weather", "<|im_system|>get_weather<|im_middle|>## Return of \n")]
    public void The_header_names_the_speaker(string role, string? name, string expected)
    {
        string text = Text([ChatMessage.FromSystem("s"), new ChatMessage { Role = role, Name = name }], addGenerationPrompt: false);
        Assert.EndsWith("<|im_end|>" + expected + "<|im_end|>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasoning_is_kept_within_a_tool_loop_and_dropped_up_to_the_last_answer()
    {
        List<ChatMessage> loop =
        [
            ChatMessage.FromUser("q"),
            ChatMessage.FromAssistant("one", "r1"),
            ChatMessage.FromAssistant(string.Empty, "r2", [s_call]),
            ChatMessage.FromTool("functions.f:0", "ok"),
            ChatMessage.FromAssistant("more", "r3", [s_call]),
        ];
        string open = Text(loop);
        Assert.Contains("<think></think>one", open, StringComparison.Ordinal);
        Assert.Contains("<think>r2</think><|tool_calls_section_begin|>", open, StringComparison.Ordinal);
        Assert.Contains("<think>r3</think>more<|tool_calls_section_begin|>", open, StringComparison.Ordinal);

        string closed = Text([.. loop, ChatMessage.FromAssistant("done", "r4")]);
        foreach (string reasoning in new[] { "r1", "r2", "r3", "r4" })
        {
            Assert.DoesNotContain(reasoning, closed, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Tool_calls_follow_the_content_with_ids_and_arguments_verbatim()
    {
        string text = Text([ChatMessage.FromAssistant("now ", null, [new("call_1", "f", "{ \"a\":1}"), new("x", "g", string.Empty)])]);
        Assert.Contains(
            "<think></think>now <|tool_calls_section_begin|>"
            + "<|tool_call_begin|>call_1<|tool_call_argument_begin|>{ \"a\":1}<|tool_call_end|>"
            + "<|tool_call_begin|>x<|tool_call_argument_begin|><|tool_call_end|>"
            + "<|tool_calls_section_end|><|im_end|>",
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tool_calls_of_other_roles_are_not_printed()
    {
        ChatMessage odd = ChatMessage.FromUser("q") with { ToolCalls = [s_call], ReasoningContent = "r" };
        Assert.Contains("<|im_user|>user<|im_middle|>q<|im_end|>", Text([odd]), StringComparison.Ordinal);
    }

    [Fact]
    public void Tools_come_first_sorted_and_compact()
    {
        using var json = JsonDocument.Parse("""[{"type":"function","function":{"name":"f","description":"é <b>"}},{"name":"g"}]""");
        string text = K2ChatTemplate.ToText(K2ChatTemplate.Render([], ChatJson.ReadTools(json.RootElement)));
        Assert.StartsWith(
            "<|im_system|>tool_declare<|im_middle|>"
            + """[{"function":{"description":"é <b>","name":"f"},"type":"function"},{"name":"g"}]"""
            + "<|im_end|><|im_system|>system<|im_middle|>You are Kimi",
            text,
            StringComparison.Ordinal);
        Assert.Equal(Text([]), K2ChatTemplate.ToText(K2ChatTemplate.Render([], [])));
    }

    [Fact]
    public void An_image_prints_a_placeholder_whose_start_is_text()
    {
        ChatMessage message = new()
        {
            Role = ChatRole.User,
            Content = [ChatContentPart.FromText("look: "), ChatContentPart.Image, ChatContentPart.FromText("what?")],
        };
        List<PromptSegment> segments = K2ChatTemplate.Render([ChatMessage.FromSystem("s"), message], addGenerationPrompt: false);
        Assert.Equal(
            [
                PromptSegment.Ordinary("look: <|media_start|>image"),
                PromptSegment.Special("<|media_content|>"), PromptSegment.Special("<|media_pad|>"), PromptSegment.Special("<|media_end|>"),
                PromptSegment.Ordinary("\nwhat?"),
                PromptSegment.Special("<|im_end|>"),
            ],
            segments[^6..]);
    }

    [Fact]
    public void Neighbouring_text_is_one_segment()
    {
        ChatMessage tool = new()
        {
            Role = ChatRole.Tool,
            ToolCallId = "functions.f:0",
            Content = [ChatContentPart.FromText("a"), ChatContentPart.FromText(string.Empty), ChatContentPart.FromText("b")],
        };
        Assert.Contains(PromptSegment.Ordinary("## Return of functions.f:0\nab"), K2ChatTemplate.Render([tool]));
    }

    [Theory]
    [InlineData("", null, "<think></think>", false)]
    [InlineData("", "hm", "<think>hm", true)]
    [InlineData("O", null, "<think></think>O", false)]
    [InlineData("O", "hm", "<think>hm</think>O", false)]
    public void A_message_to_go_on_with_is_left_open_where_it_ends(string content, string? reasoning, string expected, bool isInReasoning)
    {
        ChatMessage last = ChatMessage.FromAssistant(content, reasoning) with { Name = "Kim" };
        string text = K2ChatTemplate.ToText(K2ChatTemplate.RenderContinued([ChatMessage.FromUser("hi"), last]));
        Assert.Equal(Text([ChatMessage.FromUser("hi")], addGenerationPrompt: false) + "<|im_assistant|>Kim<|im_middle|>" + expected, text);
        Assert.Equal(isInReasoning, K2ChatTemplate.EndsInReasoning(last));
    }

    [Fact]
    public void Only_an_assistant_s_last_message_without_calls_can_be_gone_on_with()
    {
        Assert.Throws<ArgumentException>(() => K2ChatTemplate.RenderContinued([]));
        Assert.Throws<ArgumentException>(() => K2ChatTemplate.RenderContinued([ChatMessage.FromUser("hi")]));
        Assert.Throws<ArgumentException>(() => K2ChatTemplate.RenderContinued(
            [ChatMessage.FromAssistant("a", toolCalls: [new ChatToolCall("functions.f:0", "f", "{}")])]));
    }

    private static string Text(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true) =>
        K2ChatTemplate.ToText(K2ChatTemplate.Render(messages, null, addGenerationPrompt));
}
