using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model.Experts;

namespace K2Sharp.Inference.Model;

/// <summary>
/// The second half of a decoder layer: sorts a step's tokens by expert and runs every block that has tokens, so that each expert's weights
/// are read once per step.
/// </summary>
/// <param name="size">The model's dimensions.</param>
/// <param name="space">The buffers.</param>
/// <param name="pool">The threads.</param>
/// <param name="path">The instruction set.</param>
/// <param name="activations">What INT4 weights are multiplied by.</param>
/// <param name="waves">Runs the layers whose experts are not all in memory; null where all weights are mapped.</param>
internal sealed unsafe class FeedForward(
    ModelDimensions size, Workspace space, WorkerPool pool, KernelPath path, ActivationPrecision activations, ExpertWaves? waves)
{
    private readonly RouterSettings _router = new(
        size.Experts,
        size.ExpertsPerToken,
        size.Config.ExpertGroups,
        size.Config.ExpertGroupsPerToken,
        size.Config.NormTopkProb,
        (float)size.Config.RoutedScalingFactor);

    private int _jobs;
    private int _gateUpItems;
    private long _preparedFloats;
    private long _gateFloats;

    public IRoutingObserver? Observer { get; set; }

    /// <summary>Adds the block's output to the residual stream. The normalized (and prepared) input lies in the workspace.</summary>
    public void Run(int layer, LayerWeights weights, int tokens, int firstPosition)
    {
        _jobs = _gateUpItems = 0;
        _preparedFloats = _gateFloats = 0;
        var input = new ActivationBatch(space.Normed, tokens, size.Hidden, size.Hidden);
        if (weights.Moe is { } moe)
        {
            ActivationBatch prepared = input.WithPrepared(path, moe.InputFormat, activations, space.NormedPrepared);
            Route(layer, moe, input, firstPosition);
            AddExperts(moe, prepared);
            if (moe.Shared is { } shared)
            {
                AddJob(shared, -1, prepared, null, null);
            }

            if (waves is not null)
            {
                waves.Run(layer, space.Jobs, _jobs, tokens);
                return;
            }
        }
        else
        {
            ExpertWeights dense = weights.Dense!.Value;
            AddJob(dense, -1, input.WithPrepared(path, dense.InputFormat, activations, space.NormedPrepared), null, null);
        }

        RunJobs(tokens);
    }

    private void Route(int layer, MoeWeights moe, in ActivationBatch input, int firstPosition)
    {
        MatMulWork.Run(pool, path, moe.Router, input, space.RouterLogits, size.Experts);
        int k = size.ExpertsPerToken;
        var scratch = new Span<float>(space.RouterScratch, 2 * size.Experts);
        for (int t = 0; t < input.Tokens; t++)
        {
            Router.Select(
                _router,
                new Span<float>(space.RouterLogits + ((long)t * size.Experts), size.Experts),
                moe.Bias,
                scratch,
                new Span<int>(space.Chosen + (t * k), k),
                new Span<float>(space.ChosenFactors + (t * k), k));
        }

        Observer?.OnRouted(
            layer,
            firstPosition,
            new ReadOnlySpan<int>(space.Chosen, input.Tokens * k),
            new ReadOnlySpan<float>(space.ChosenFactors, input.Tokens * k));
    }

    /// <summary>A counting sort of the (token, expert) pairs by expert; within one expert tokens keep their order.</summary>
    private void AddExperts(MoeWeights moe, in ActivationBatch input)
    {
        int pairs = input.Tokens * size.ExpertsPerToken;
        int* next = space.ExpertCounts;
        new Span<int>(next, size.Experts + 1).Clear();
        for (int p = 0; p < pairs; p++)
        {
            next[space.Chosen[p] + 1]++;
        }

        for (int e = 0; e < size.Experts; e++)
        {
            next[e + 1] += next[e];
        }

        for (int p = 0; p < pairs; p++)
        {
            int place = next[space.Chosen[p]]++;
            space.PairTokens[place] = p / size.ExpertsPerToken;
            space.PairFactors[place] = space.ChosenFactors[p];
        }

        // next[e] is now where expert e's pairs end.
        for (int e = 0, begin = 0; e < size.Experts; begin = next[e++])
        {
            int count = next[e] - begin;
            if (count > 0)
            {
                AddJob(moe.Experts[e], e, input.Select(space.PairTokens + begin, count), space.PairTokens + begin, space.PairFactors + begin);
            }
        }
    }

    private void AddJob(in ExpertWeights weights, int expert, in ActivationBatch input, int* tokens, float* factors)
    {
        int count = input.Tokens;
        space.Jobs[_jobs++] = new FeedForwardJob
        {
            Weights = weights,
            Expert = expert,
            Input = input,
            Tokens = tokens,
            Factors = factors,
            Count = count,
            Gate = space.Gate + _gateFloats,
            Up = space.Up + _gateFloats,
            Prepared = space.GatePrepared + _preparedFloats,
            FirstItem = _gateUpItems,
        };
        _gateUpItems += GateUpWork.ItemCount(weights.Intermediate);
        _gateFloats += (long)count * weights.Intermediate;
        _preparedFloats += (long)count * ActivationBatch.PreparedLength(weights.Down.Format, activations, weights.Intermediate);
    }

    private void RunJobs(int tokens)
    {
        GateUpWork.Run(pool, path, activations, space.Jobs, _jobs, _gateUpItems);
        var down = new DownWork
        {
            Path = path,
            Activations = activations,
            Jobs = space.Jobs,
            JobCount = _jobs,
            Hidden = size.Hidden,
            StepTokens = tokens,
            Residual = space.Residual,
            Scratch = space.DownScratch,
        };
        down.Run(pool);
    }
}
