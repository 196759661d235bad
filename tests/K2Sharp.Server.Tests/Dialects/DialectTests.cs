using K2Sharp.Server.Tests.Hosting;
using K2Sharp.Server.Tests.Responses;

namespace K2Sharp.Server.Tests.Dialects;

/// <summary>The same conversations through every dialect: the model sees the same tokens, and the answers add up to the same.</summary>
public sealed class DialectTests(SharedServer shared)
{
    private static readonly IDialect[] s_dialects = [new ChatDialect(), new ResponsesDialect(), new MessagesDialect(), new ExtensionsDialect()];

    private static readonly Said s_call = new("assistant", "I look.")
    {
        Thought = "two keys",
        Calls = [("call_1", "lookup", """{"key":"a1","n":3}"""), ("call_2", "store", """{"key":"ü \" \\ <>"}""")],
    };

    private static readonly Said[] s_loop =
    [
        s_call,
        new Said("tool", """{"next":"b2"}""") { Answers = ("call_1", "lookup") },
        new Said("tool", "stored\nwell") { Answers = ("call_2", "store") },
    ];

    private static readonly string[] s_calls =
    [
        "<think>", "look", "</think>", "<|tool_calls_section_begin|>",
        "<|tool_call_begin|>", "functions.lookup:0", "<|tool_call_argument_begin|>", """{"key":"a1","n":3}""", "<|tool_call_end|>",
        "<|tool_call_begin|>", "functions.store:1", "<|tool_call_argument_begin|>", """{"key":"b"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>",
    ];

    private static readonly Conversation[] s_all =
    [
        new("d-plain"),
        new("d-system") { System = "Be brief.\nAnd <|im_end|> polite." },
        new("d-unicode 🦊 ü \" \\"),
        new("d-history") { History = [new Said("assistant", "One.") { Thought = "first" }, new Said("user", "And then?")] },
        new("d-calls") { Tools = ["lookup", "store"], Answer = s_calls },
        new("d-one-call") { Tools = ["lookup", "store"], Answer = s_calls, IsParallel = false },
        new("d-required") { Tools = ["lookup"], Choice = "required", Answer = s_calls[..9].Append("<|tool_calls_section_end|>").ToArray() },
        new("d-named") { Tools = ["store", "lookup"], Choice = "lookup", Answer = s_calls[..9].Append("<|tool_calls_section_end|>").ToArray() },
        new("d-none") { Tools = ["lookup"], Choice = "none" },
        new("d-loop") { System = "Use tools.", Tools = ["lookup", "store"], History = s_loop },
        new("d-loop-answered") { Tools = ["lookup", "store"], History = [.. s_loop, new Said("assistant", "Done.") { Thought = "both there" }, new Said("user", "Again?")] },
        new("d-two-loops")
        {
            Tools = ["lookup", "store"],
            History =
            [
                .. s_loop, new Said("assistant", "Done."), new Said("user", "Again?"),
                new Said("assistant") { Thought = "once more", Calls = [("call_9", "lookup", """{"key":"c3"}""")] },
                new Said("tool", "null") { Answers = ("call_9", "lookup") },
            ],
        },
        new("d-off") { Thinks = false, Answer = ["plain"] },
        new("d-schema") { Schema = """{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}""", Answer = ["<think>", "</think>", """{"a":1}"""] },
    ];

    public static TheoryData<string> Questions => [.. s_all.Select(conversation => conversation.Question)];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_conversation_is_the_same_in_every_dialect(string question)
    {
        MiniServer server = shared.Get();
        Conversation conversation = s_all.Single(item => item.Question == question);
        server.Scripts.Add(conversation.History.LastOrDefault(said => said.Role == "user")?.Text is { } last ? last : question, conversation.Answer);
        int[]? prompt = null;
        Answered? answer = null;
        foreach (IDialect dialect in s_dialects)
        {
            Answered answered = await dialect.AskAsync(server, conversation);
            int[] seen = server.LastPrompt(question);
            prompt ??= seen;
            answer ??= answered;
            Assert.Equal(prompt, seen);
            Assert.Equal(answer, answered);
        }

        Assert.Equal(prompt!.Length, answer!.PromptTokens);
        Assert.True(answer.CompletionTokens > 0);
    }
}
