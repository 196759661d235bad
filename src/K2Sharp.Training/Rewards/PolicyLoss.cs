using K2Sharp.Training.Model;
using K2Sharp.Training.Native;
using K2Sharp.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Rewards;

/// <summary>
/// K1.5's objective, which K2 uses too: the mean over episodes of (advantage - tau * log(pi / pi_old))², plus the weighted supervised loss of
/// the other documents. Its gradient is the policy gradient with the group's mean as baseline and a pull towards the old policy.
/// </summary>
/// <param name="parts">The batches of the step.</param>
/// <param name="episodeOfRow">For each part and row the episode that the row belongs to, or -1 for a supervised row.</param>
/// <param name="batch">Advantages and temperature.</param>
/// <param name="options">Constants.</param>
internal sealed class PolicyLoss(RaggedBatch[] parts, int[][] episodeOfRow, RolloutBatch batch, ReinforcementOptions options) : IPartLoss
{
    private readonly double[] _logProbabilities = new double[batch.Episodes.Count];
    private readonly double[] _squares = new double[parts.Length];
    private readonly double _ptxWeight = Math.Max(1, parts.Select((part, p) => part.Weights.Where((_, row) => episodeOfRow[p][row] < 0).Sum(w => (double)w)).Sum());

    /// <summary>The episodes' log-probabilities as this step's forward pass gave them; complete when all parts are done.</summary>
    public double[] LogProbabilities => _logProbabilities;

    /// <summary>The mean squared term of the objective; complete when all parts are done.</summary>
    public double Value => _squares.Sum();

    public LossOfPart Compute(int part, Tensor logits)
    {
        int episodes = batch.Episodes.Count;
        int[] owners = episodeOfRow[part];
        Tensor targets = tensor(parts[part].Targets);
        Tensor plain = nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.None);
        float[] ptxWeights = [.. parts[part].Weights.Select((weight, row) => owners[row] < 0 ? weight : 0f)];
        Tensor total = (plain * tensor(ptxWeights)).sum().mul(Held.Scalar(options.PtxWeight / _ptxWeight));
        int[] own = [.. owners.Where(owner => owner >= 0).Distinct().Order()];
        if (own.Length > 0)
        {
            // Rows of supervised documents go to one more episode that nobody looks at.
            Tensor tempered = nn.functional.cross_entropy(logits.div(Held.Scalar(batch.Temperature)), targets, reduction: nn.Reduction.None);
            Tensor places = tensor(Array.ConvertAll(owners, owner => (long)(owner < 0 ? episodes : owner)));
            Tensor sums = zeros(episodes + 1).index_add(0, places, -tempered, Held.Scalar(1));
            Tensor mine = sums.index_select(0, tensor(Array.ConvertAll(own, owner => (long)owner)));
            float[] values = [.. mine.detach().data<float>()];
            float[] old = new float[own.Length];
            float[] advantages = new float[own.Length];
            for (int i = 0; i < own.Length; i++)
            {
                _logProbabilities[own[i]] = values[i];
                old[i] = batch.OldLogProbabilities is { } known ? (float)known[own[i]] : values[i];
                advantages[i] = (float)batch.Episodes[own[i]].Advantage;
            }

            Tensor distance = tensor(advantages) - (mine - tensor(old)).mul(Held.Scalar(options.Tau));
            Tensor square = distance.mul(distance).sum().div(Held.Scalar(episodes));
            _squares[part] = square.item<float>();
            total = total.Plus(square);
        }

        return new LossOfPart(total, [.. plain.detach().data<float>()]);
    }
}
