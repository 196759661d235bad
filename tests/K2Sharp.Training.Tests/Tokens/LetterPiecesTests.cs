using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Schemas;
using K2Sharp.Training.Data.Wording;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Tests.Tokens;

public sealed class LetterPiecesTests
{
    private static readonly EpisodeEncoder s_encoder = new(VocabularyFiles.Tokenizer(
        VocabularyTrainer.Train(TaskFamilies.Short.Corpus(5).Take(1500).SelectMany(EpisodePrompt.Texts))));

    private static readonly LetterPieces s_pieces = LetterPieces.Find(s_encoder, TaskFamilies.Short, seed: 5, episodes: 600)!;

    [Fact]
    public void Rare_are_letter_tokens_that_the_corpus_hardly_shows()
    {
        Assert.InRange(s_pieces.Rare.Count, 50, 500);
        int[] seen = new int[s_encoder.Tokenizer.VocabularySize];
        foreach (Episode episode in TaskFamilies.Short.Corpus(5).Take(600))
        {
            foreach (int id in s_encoder.Encode(episode).Ids.Distinct())
            {
                seen[id]++;
            }
        }

        Assert.All(s_pieces.Rare, piece => Assert.True(seen[piece.Id] < 6, $"{piece.Letters} is in {seen[piece.Id]} of 600 documents"));
        Assert.All(s_pieces.Rare, piece => Assert.Equal((piece.IsFirst ? " " : string.Empty) + piece.Letters, s_encoder.Tokenizer.Decode([piece.Id])));
    }

    [Fact]
    public void Common_are_those_that_stand_everywhere()
    {
        Assert.InRange(s_pieces.Common.Count, 20, 300);
        Assert.Contains("the", s_pieces.Common.Where(piece => piece.IsFirst).Select(piece => piece.Letters));
        Assert.Empty(s_pieces.Common.Intersect(s_pieces.Rare));
    }

    [Fact]
    public void A_third_of_the_draws_are_rare_and_a_third_common()
    {
        var random = new TaskRandom(1, s_pieces);
        WordPiece[] drawn = [.. Enumerable.Range(0, 3000).Select(_ => s_pieces.Draw(random))];
        Assert.InRange(drawn.Count(s_pieces.Rare.Contains), 1000, 2000);
        Assert.InRange(drawn.Count(s_pieces.Common.Contains), 1000, 1600);
        Assert.InRange(drawn.Distinct().Count(), 400, 1000);
    }

    [Fact]
    public void Nearly_all_rare_pieces_get_into_words_to_learn_from()
    {
        var random = new TaskRandom(1, s_pieces);
        var shown = new HashSet<int>();
        for (int i = 0; i < 40_000; i++)
        {
            string word = MadeUpWords.Draw(random, Split.Train);
            Assert.InRange(word.Length, 3, 9);
            shown.UnionWith(s_encoder.Tokenizer.Encode(" " + word));
        }

        // Those of more than nine letters, or of letters that always join others, are out of reach.
        Assert.InRange(s_pieces.Rare.Count(piece => shown.Contains(piece.Id)), s_pieces.Rare.Count * 3 / 4, s_pieces.Rare.Count);
    }

    [Fact]
    public void Composed_names_end_with_tokens_that_have_the_underscore()
    {
        var random = new TaskRandom(1, s_pieces);
        int[] underscored = [.. Enumerable.Range(0, s_encoder.Tokenizer.BaseVocabularySize).Where(id => s_encoder.Tokenizer.GetBytes(id) is [(byte)'_', (byte)'a' or > (byte)'a', ..])];
        var shown = new HashSet<int>();
        for (int i = 0; i < 5000; i++)
        {
            shown.UnionWith(s_encoder.Tokenizer.Encode(" " + new PropertyNames(random, Split.Train, []).Next()));
        }

        Assert.InRange(underscored.Count(shown.Contains), underscored.Length * 3 / 4, underscored.Length);
    }

    [Fact]
    public void What_is_held_out_is_drawn_as_if_there_were_no_pieces()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            foreach (ITaskFamily family in TaskFamilies.All)
            {
                Assert.Equal(
                    family.Create(new TaskRandom(seed), Split.HeldOut).Opening[^1].Text,
                    family.Create(new TaskRandom(seed, s_pieces), Split.HeldOut).Opening[^1].Text);
            }
        }
    }
}
