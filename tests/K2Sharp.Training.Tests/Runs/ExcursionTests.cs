using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Chases;
using K2Sharp.Training.Model;
using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Tests.Runs;

public class ExcursionTests
{
    [Fact]
    public void The_recipe_goes_to_chains_whose_count_has_three_digits_and_whose_tokens_attention_can_hold()
    {
        Excursion excursion = NanoRecipe.Create(1).Phases.First(phase => phase.Excursions.Count > 0).Excursions.Single(excursion => excursion.Suite == TaskFamilies.Longest);
        int[] hops = [.. Enumerable.Range(0, 2000).Select(seed => excursion.Suite.Draw(new TaskRandom((ulong)seed)).Hops)];
        Assert.InRange(hops.Max(), 101, ChaseLengths.Longest.Most);
        Assert.InRange(hops.Count(hop => hop >= ChaseLengths.Longest.Least), 200, 400);
        Assert.True(excursion.TokensPerStep > 2 * NanoRecipe.Config.YarnScaling!.OriginalMaxPositionEmbeddings);
    }

    [Fact]
    public void Long_documents_are_shared_out_by_what_attention_costs()
    {
        // One of 8,000 tokens costs as much as many short ones of 40,000 together; by tokens alone its part would get more.
        var maker = new BatchMaker(RandomDocuments.Families, 1, 32_768);
        RaggedBatch[] parts = maker.Make(new OneLongDocument(8_000, 100), 24_000, 0, 0, 2, promptShare: 0);
        int[][] lengths = [.. parts.Select(part => part.Lengths.ToArray())];
        int[] withLong = Assert.Single(lengths, part => part.Contains(8_000));
        Assert.Equal([8_000], withLong);
    }
}
