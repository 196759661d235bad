using System.Diagnostics;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Parsing;
using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Data;
using K2Sharp.Training.Tests.Data;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Tests.Tokens;

public sealed class EpisodeEncoderTests
{
    private static readonly EpisodeEncoder s_encoder = new(VocabularyFiles.Tokenizer(
        VocabularyTrainer.Train(Episodes(new PocketFamily(), 100).SelectMany(EpisodePrompt.Texts), 330)));

    public static TheoryData<bool, string?> Shapes => new() { { false, null }, { true, null }, { false, "cut sho" }, { true, "" } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Before_each_turn_the_ids_are_the_prompt_and_after_it_what_parses_back(bool hasHistory, string? forced)
    {
        foreach (Episode episode in Episodes(new PocketFamily { HasHistory = hasHistory, ForcedThought = forced }, 40))
        {
            TokenDocument document = s_encoder.Encode(episode);
            Assert.Equal("pocket", document.Family);
            Assert.Equal(document.Ids.Length, document.Trained.Length);
            int trained = 0;
            int turn = 0;
            for (int i = episode.Task.Opening.Count; i < episode.Messages.Count; i++)
            {
                if (episode.Messages[i].Role != ChatRole.Assistant)
                {
                    continue;
                }

                ChatMessage[] before = [.. episode.Messages.Take(i)];
                int[] prompt = [.. s_encoder.Tokenizer.Encode(K2ChatTemplate.Render(before, episode.Task.Tools, addGenerationPrompt: true)), .. Forced(episode, i)];
                Assert.Equal(prompt, document.Ids[..prompt.Length]);
                int end = Array.IndexOf(document.Ids, Special(K2Markup.End), prompt.Length) + 1;
                Assert.All(document.Trained[prompt.Length..end], mark => Assert.Equal(1, mark));
                trained += end - prompt.Length;

                ParsedMessage parsed = Parse([.. Forced(episode, i), .. document.Ids[prompt.Length..end]], before);
                Assert.Equal(episode.Turns[turn].Reasoning, parsed.Reasoning);
                Assert.Equal(episode.Turns[turn].Content, parsed.Content);
                Assert.Equal(episode.Messages[i].ToolCalls, parsed.ToolCalls);
                turn++;
            }

            Assert.Equal(episode.Turns.Count, turn);
            Assert.Equal(trained, document.Trained.Sum(mark => mark));
            Assert.Equal(1, document.Trained[^1]);
        }
    }

    [Fact]
    public void Turns_before_the_first_trained_one_are_no_targets()
    {
        Episode episode = Episodes(new PocketFamily(), 40).First(episode => episode.Turns.Count == 3);
        TokenDocument all = s_encoder.Encode(episode);
        TokenDocument last = s_encoder.Encode(episode.Task, episode.Messages, episode.Messages.Count - 1);
        Assert.Equal(all.Ids, last.Ids);
        int answer = Array.IndexOf(all.Ids, Special(K2Markup.Middle), all.TurnStarts[^1]) + 1;
        Assert.Equal(1, all.Trained[answer]);
        Assert.Equal(Enumerable.Range(0, all.Ids.Length).Select(i => i >= answer ? (byte)1 : (byte)0), last.Trained);
    }

    [Fact]
    public void A_conversation_cut_after_a_call_or_a_result_is_encoded_as_far_as_it_goes()
    {
        Episode episode = Episodes(new PocketFamily(), 1)[0];
        TokenDocument whole = s_encoder.Encode(episode);
        int opening = episode.Task.Opening.Count;
        foreach (int count in (int[])[opening + 1, opening + 2])
        {
            TokenDocument cut = s_encoder.Encode(episode.Task, [.. episode.Messages.Take(count)], opening);
            Assert.True(cut.Ids.Length < whole.Ids.Length);
            Assert.Equal(whole.Ids[..cut.Ids.Length], cut.Ids);
            Assert.Equal(whole.Trained[..cut.Ids.Length], cut.Trained);
        }
    }

    [Fact]
    public void Turn_starts_are_the_headers_of_users_assistants_and_tools()
    {
        foreach (Episode episode in Episodes(new PocketFamily { HasHistory = true }, 20))
        {
            TokenDocument document = s_encoder.Encode(episode);
            string[] headers = [.. document.TurnStarts.Select(start => s_encoder.Tokenizer.SpecialText(document.Ids[start])!)];
            string[] expected = [.. episode.Messages.Where(message => message.Role != ChatRole.System).Select(
                message => message.Role switch { ChatRole.User => K2Markup.User, ChatRole.Assistant => K2Markup.Assistant, _ => K2Markup.System })];
            Assert.Equal(expected, headers);
            Assert.All(document.TurnStarts, start => Assert.Equal(Special(K2Markup.End), document.Ids[start - 1]));
        }
    }

    [Fact]
    public void Training_turns_whose_thoughts_the_template_drops_is_refused()
    {
        Episode episode = Episodes(new PocketFamily { HasHistory = true }, 1)[0];
        Assert.Throws<ArgumentException>(() => s_encoder.Encode(episode.Task, episode.Messages, 0));
    }

    [Fact]
    public void A_thought_other_than_the_forced_one_is_refused_and_none_is_replaced()
    {
        Episode episode = Episodes(new PocketFamily { ForcedThought = "cut sho" }, 1)[0];
        int first = episode.Task.Opening.Count;
        ChatMessage[] messages = [.. episode.Messages];
        messages[first] = messages[first] with { ReasoningContent = null };
        Assert.Equal(s_encoder.Encode(episode).Ids, s_encoder.Encode(episode.Task, messages, first).Ids);
        messages[first] = messages[first] with { ReasoningContent = "other" };
        Assert.Throws<ArgumentException>(() => s_encoder.Encode(episode.Task, messages, first));
    }

    [Fact]
    public void A_megabyte_takes_less_than_a_second()
    {
        Episode[] episodes = Episodes(new PocketFamily(), 500);
        double best = 0;
        for (int round = 0; round < 5; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            long bytes = 0;
            foreach (Episode episode in episodes)
            {
                bytes += s_encoder.Tokenizer.Decode(s_encoder.Encode(episode).Ids).Length;
            }

            best = Math.Max(best, bytes / Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        TestContext.Current.SendDiagnosticMessage($"encoded {best / 1e6:F1} MB/s");
        Assert.True(best > 1e6, $"{best / 1e6:F2} MB/s");
    }

    private static Episode[] Episodes(PocketFamily family, int count) => [.. new TaskSuite([new SuiteEntry(family, 1)]).Corpus(11).Take(count)];

    private static int Special(string name) => s_encoder.Tokenizer.TryGetSpecialId(name, out int id) ? id : throw new InvalidOperationException(name);

    private static int[] Forced(Episode episode, int message) => message != episode.Task.Opening.Count || episode.Task.ForcedThought is null
        ? []
        : [Special(K2Markup.ThinkBegin), .. s_encoder.Tokenizer.Encode(episode.Task.ForcedThought), Special(K2Markup.ThinkEnd)];

    private static ParsedMessage Parse(int[] ids, ChatMessage[] before)
    {
        var events = new List<AssistantEvent>();
        var parser = new AssistantStreamParser(new AssistantParserOptions { HistoryCalls = ToolCallIds.Count(before) }, events.Add);
        var reader = new AssistantTokenReader(s_encoder.Tokenizer, parser);
        reader.Push(ids);
        reader.Finish();
        return ParsedMessage.Fold(events);
    }
}
