using K2Sharp.Training.Data;
using K2Sharp.Training.Model;
using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Tests.Runs;

public sealed class BatchMakerTests
{
    private const int Positions = 1024;

    private static readonly Phase s_phase = new()
    {
        Name = "any",
        What = "Anything.",
        Kind = PhaseKind.Teachers,
        Suite = TaskFamilies.Short,
        Steps = 100,
        TokensPerStep = 400,
        StartRate = 0.01,
        EndRate = 0.01,
        JumpShare = 0.5,
    };

    [Fact]
    public void A_batch_is_a_function_of_the_seed_and_the_step()
    {
        foreach (long step in new long[] { 0, 1, 77, 100_000 })
        {
            RaggedBatch[] first = Make(seed: 5, step);
            RaggedBatch[] again = Make(seed: 5, step);
            for (int part = 0; part < first.Length; part++)
            {
                Assert.Equal(first[part].Ids, again[part].Ids);
                Assert.Equal(first[part].Positions, again[part].Positions);
                Assert.Equal(first[part].Lengths, again[part].Lengths);
                Assert.Equal(first[part].Rows, again[part].Rows);
                Assert.Equal(first[part].Weights, again[part].Weights);
                Assert.Equal(first[part].Families, again[part].Families);
            }

            Assert.NotEqual(first[0].Ids, Make(seed: 6, step)[0].Ids);
        }
    }

    /// <summary>Steps once shared nearly all their documents: their seeds lay one increment of the generator apart.</summary>
    [Fact]
    public void Steps_and_seeds_share_no_documents()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int count = 0;
        for (ulong seed = 1; seed <= 3; seed++)
        {
            for (long step = 0; step < 40; step++)
            {
                foreach ((RaggedBatch batch, int start, int length) in Documents(Make(seed, step)))
                {
                    seen.Add(string.Join(' ', batch.Ids.AsSpan(start, length).ToArray()));
                    count++;
                }
            }
        }

        Assert.True(count > 1000);
        Assert.Equal(count, seen.Count);
    }

    [Fact]
    public void Positions_begin_at_0_grow_and_stay_below_the_end()
    {
        int jumped = 0;
        int documents = 0;
        long largest = 0;
        for (long step = 0; step < 100; step++)
        {
            foreach ((RaggedBatch batch, int start, int length) in Documents(Make(1, step)))
            {
                long[] places = batch.Positions[start..(start + length)];
                Assert.Equal(0, places[0]);
                for (int i = 1; i < length; i++)
                {
                    Assert.True(places[i] > places[i - 1]);
                    Assert.True(places[i] == places[i - 1] + 1 || i == 2 || i == length / 2 || i == (length / 2) + 2, "jumps are at turns");
                }

                largest = Math.Max(largest, places[^1]);
                jumped += places[^1] >= length ? 1 : 0;
                documents++;
            }
        }

        Assert.InRange(largest, Positions / 2, Positions - 1);
        // Half of the documents may jump, at each of three turns with three tenths, now and then by nothing.
        Assert.InRange(jumped, documents * 0.2, documents * 0.4);
    }

    [Fact]
    public void Without_a_share_nothing_jumps()
    {
        foreach ((RaggedBatch batch, int start, int length) in Documents(Make(1, 3, s_phase with { JumpShare = 0 })))
        {
            Assert.Equal(Enumerable.Range(0, length).Select(i => (long)i), batch.Positions[start..(start + length)]);
        }
    }

    [Fact]
    public void A_document_that_fills_the_context_cannot_jump()
    {
        var maker = new BatchMaker(RandomDocuments.Families, 1, Positions);
        Phase phase = s_phase with { JumpShare = 1, TokensPerStep = 20 * Positions };
        foreach ((RaggedBatch batch, int start, int length) in Documents(maker.Make(new RandomDocuments(Positions - 1, Positions), phase.TokensPerStep, phase.JumpShare, 0, 2, phase.PromptShare)))
        {
            long[] places = batch.Positions[start..(start + length)];
            Assert.Equal(places.Order().Distinct(), places);
            Assert.InRange(places[^1], length - 1, Positions - 1);
        }
    }

    [Fact]
    public void Targets_are_the_next_tokens_of_the_same_document()
    {
        int prompts = 0;
        int promptRows = 0;
        for (long step = 0; step < 50; step++)
        {
            foreach (RaggedBatch batch in Make(1, step))
            {
                var rowOf = new Dictionary<long, int>();
                for (int row = 0; row < batch.Rows.Length; row++)
                {
                    rowOf.Add(batch.Rows[row], row);
                    Assert.Equal(batch.Ids[batch.Rows[row] + 1], batch.Targets[row]);
                    Assert.True(row == 0 || batch.Rows[row] > batch.Rows[row - 1]);
                }

                foreach ((_, int start, int length) in Documents([batch]))
                {
                    Assert.DoesNotContain(start + length - 1L, rowOf.Keys);
                    for (int i = 0; i < length - 1; i++)
                    {
                        bool isTrained = i + 1 > length / 2;
                        bool isRow = rowOf.TryGetValue(start + i, out int row);
                        Assert.True(isRow || !isTrained, "what the model says is always learned");
                        if (isRow)
                        {
                            Assert.Equal(isTrained ? 1f : 0.1f, batch.Weights[row]);
                            Assert.Equal(!isTrained, batch.Families[row] < 0);
                        }

                        prompts += isTrained ? 0 : 1;
                        promptRows += isRow && !isTrained ? 1 : 0;
                    }
                }
            }
        }

        Assert.InRange(promptRows, prompts * 0.08, prompts * 0.12);
    }

    [Fact]
    public void Without_a_share_of_prompts_the_answers_alone_are_learned() =>
        Assert.All(Make(1, 3, s_phase with { PromptShare = 0 }), batch => Assert.All(batch.Weights, weight => Assert.Equal(1f, weight)));

    [Fact]
    public void Parts_are_about_equal_and_a_step_has_its_tokens()
    {
        for (long step = 0; step < 30; step++)
        {
            RaggedBatch[] parts = Make(1, step);
            Assert.InRange(parts.Sum(part => part.Ids.Length), s_phase.TokensPerStep, s_phase.TokensPerStep + 60);
            Assert.InRange(Math.Abs(parts[0].Ids.Length - parts[1].Ids.Length), 0, 60);
            Assert.All(parts, part => Assert.Equal(part.Ids.Length, part.Lengths.Sum()));
        }
    }

    /// <summary>A part without a document would have nothing to attend to.</summary>
    [Fact]
    public void One_long_document_is_one_part()
    {
        RaggedBatch part = Assert.Single(new BatchMaker(RandomDocuments.Families, 1, Positions).Make(new RandomDocuments(900, 901), 800, 0, 0, parts: 2, promptShare: 0));
        Assert.Equal([900], part.Lengths);
    }

    private static RaggedBatch[] Make(ulong seed, long step, Phase? phase = null) =>
        new BatchMaker(RandomDocuments.Families, seed, Positions).Make(new RandomDocuments(), (phase ?? s_phase).TokensPerStep, (phase ?? s_phase).JumpShare, step, parts: 2, (phase ?? s_phase).PromptShare);

    private static IEnumerable<(RaggedBatch Batch, int Start, int Length)> Documents(RaggedBatch[] parts)
    {
        foreach (RaggedBatch batch in parts)
        {
            int start = 0;
            foreach (int length in batch.Lengths)
            {
                yield return (batch, start, length);
                start += length;
            }
        }
    }
}
