using K2Sharp.Training.Data;
using K2Sharp.Training.Model;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Runs;

/// <summary>Draws documents and lays them into ragged batches. A batch is a pure function of the seed and the step.</summary>
/// <param name="familyNames">Names of the task families, in the order of their indices.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="positions">One more than the largest position.</param>
internal sealed class BatchMaker(IReadOnlyList<string> familyNames, ulong seed, int positions)
{
    /// <summary>How much a token outside the assistant's turns counts.</summary>
    private const float PromptWeight = 0.1f;
    private const double JumpChance = 0.3;
    private const double LongestJump = 20_000;

    /// <summary>A document of so many tokens spends as much time in attention as in everything else, measured at k2-nano's dimensions.</summary>
    private const double EvenLength = 1600;

    /// <summary>A step's documents, divided into parts of about equal cost.</summary>
    /// <param name="source">Where documents come from.</param>
    /// <param name="least">Documents are added until they have so many tokens.</param>
    /// <param name="jumpShare">The share of documents whose positions jump between turns.</param>
    /// <param name="step">The step.</param>
    /// <param name="parts">How many batches to make, at most.</param>
    /// <param name="promptShare">The share of the tokens outside the assistant's turns that are predicted too.</param>
    public RaggedBatch[] Make(IDocumentSource source, int least, double jumpShare, long step, int parts, double promptShare)
    {
        TaskRandom random = StreamOf(step);
        var documents = new List<TokenDocument>();
        int tokens = 0;
        while (tokens < least)
        {
            TokenDocument document = source.Next(random);
            documents.Add(document);
            tokens += document.Ids.Length;
        }

        return [.. Divide(documents, parts).Select(part => Lay([.. part.Select(index => documents[index])], jumpShare, promptShare, random))];
    }

    /// <summary>Lays given documents without jumps; of the first ones every generated token is a row and nothing else.</summary>
    /// <param name="documents">Episodes first, then documents for the supervised loss.</param>
    /// <param name="parts">How many batches to make, at most.</param>
    /// <param name="episodes">How many of the documents are episodes.</param>
    /// <returns>The batches, and for each row the index of its episode or -1.</returns>
    public (RaggedBatch[] Parts, int[][] EpisodeOfRow) Lay(IReadOnlyList<TokenDocument> documents, int parts, int episodes)
    {
        List<int>[] shares = Divide(documents, parts);
        var batches = new RaggedBatch[shares.Length];
        int[][] owners = new int[shares.Length][];
        for (int part = 0; part < shares.Length; part++)
        {
            TokenDocument[] share = [.. shares[part].Select(index => documents[index])];
            batches[part] = Lay(share, 0, promptShare: 0, random: null);
            var owner = new List<int>();
            for (int i = 0; i < share.Length; i++)
            {
                int episode = shares[part][i] < episodes ? shares[part][i] : -1;
                owner.AddRange(Enumerable.Repeat(episode, share[i].Trained.Skip(1).Count(trained => trained != 0)));
            }

            owners[part] = [.. owner];
        }

        return (batches, owners);
    }

    /// <summary>
    /// A step's own stream. The step goes through the generator's hash twice: added to its state by some factor, it would at worst only shift
    /// one common stream, and neighbouring steps would see the same documents.
    /// </summary>
    private TaskRandom StreamOf(long step) => new(new TaskRandom(new TaskRandom(seed).NextBits() ^ (ulong)step).NextBits());

    /// <summary>Greedy: the longest document goes to the part with the least cost so far. No part is without a document; there may be fewer.</summary>
    private static List<int>[] Divide(IReadOnlyList<TokenDocument> documents, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(documents.Count);
        parts = Math.Min(parts, documents.Count);
        var result = new List<int>[parts];
        double[] costs = new double[parts];
        for (int i = 0; i < parts; i++)
        {
            result[i] = [];
        }

        foreach (int index in Enumerable.Range(0, documents.Count).OrderByDescending(index => documents[index].Ids.Length))
        {
            int least = Array.IndexOf(costs, costs.Min());
            int length = documents[index].Ids.Length;
            result[least].Add(index);
            costs[least] += length * (1 + (length / EvenLength));
        }

        return result;
    }

    /// <summary>Without a random source nothing jumps and only generated tokens are predicted.</summary>
    private RaggedBatch Lay(TokenDocument[] documents, double jumpShare, double promptShare, TaskRandom? random)
    {
        int total = documents.Sum(document => document.Ids.Length);
        long[] ids = new long[total];
        long[] places = new long[total];
        var rows = new List<long>();
        var targets = new List<long>();
        var weights = new List<float>();
        var families = new List<int>();
        int start = 0;
        foreach (TokenDocument document in documents)
        {
            int length = document.Ids.Length;
            Place(document, places.AsSpan(start, length), random is not null && random.Chance(jumpShare) ? random : null);
            int family = familyNames.TakeWhile(name => !string.Equals(name, document.Family, StringComparison.Ordinal)).Count();
            for (int i = 0; i < length; i++)
            {
                ids[start + i] = document.Ids[i];
                bool isTarget = i + 1 < length && (document.Trained[i + 1] != 0 || (random is not null && random.Chance(promptShare)));
                if (isTarget)
                {
                    rows.Add(start + i);
                    targets.Add(document.Ids[i + 1]);
                    weights.Add(document.Trained[i + 1] != 0 ? 1 : PromptWeight);
                    families.Add(document.Trained[i + 1] != 0 ? family : -1);
                }
            }

            start += length;
        }

        return new RaggedBatch
        {
            Ids = ids,
            Positions = places,
            Lengths = [.. documents.Select(document => document.Ids.Length)],
            Rows = [.. rows],
            Targets = [.. targets],
            Weights = [.. weights],
            Families = [.. families],
        };
    }

    /// <summary>
    /// Positions from 0 on; with a random source they jump ahead at some turns, so that short documents show large distances
    /// (randomised positional encodings, arXiv:2305.16843, at the granularity of turns).
    /// </summary>
    private void Place(TokenDocument document, Span<long> places, TaskRandom? random)
    {
        long position = 0;
        int turn = 0;
        long room = Math.Max(0, positions - document.Ids.Length);
        for (int i = 0; i < places.Length; i++)
        {
            if (turn < document.TurnStarts.Length && document.TurnStarts[turn] == i)
            {
                turn++;
                if (random is not null && random.Chance(JumpChance))
                {
                    long jump = (long)Math.Min(room, Math.Exp(random.NextDouble() * Math.Log(LongestJump)));
                    position += jump;
                    room -= jump;
                }
            }

            places[i] = position++;
        }
    }
}
