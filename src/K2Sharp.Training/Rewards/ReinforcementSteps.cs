using System.Text.Json;
using K2Sharp.Training.Export;
using K2Sharp.Training.Model;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Rewards;

/// <summary>Steps of the reinforcement phase: every few steps the weights are exported in INT4 and play new episodes.</summary>
/// <param name="phase">The phase.</param>
/// <param name="start">Its first step.</param>
/// <param name="trainer">The policy.</param>
/// <param name="collector">Plays and rewards.</param>
/// <param name="batches">Lays documents into batches.</param>
/// <param name="folder">Where exports and the current iteration's episodes are kept.</param>
/// <param name="options">Constants.</param>
/// <param name="parts">Gradient threads.</param>
/// <param name="log">Takes the rollouts' events.</param>
internal sealed class ReinforcementSteps(
    Phase phase, int start, Trainer trainer, RolloutCollector collector, BatchMaker batches, RunFolder folder, ReinforcementOptions options, int parts, MetricsLog log)
    : IStepSource
{
    private RolloutBatch? _batch;
    private RolloutEvent? _report;
    private PolicyLoss? _last;

    public TrainingStep Next(long step, CancellationToken cancellationToken)
    {
        int iteration = (int)((step - start) / options.InnerSteps);
        int inner = (int)((step - start) % options.InnerSteps);
        if (inner == 0)
        {
            WriteReport(step);
            Begin(iteration, step, cancellationToken);
        }
        else
        {
            KeepOldPolicy();
        }

        _batch ??= Read(iteration);
        var documents = new List<TokenDocument>(_batch.Episodes.Select(episode => episode.Document));
        documents.AddRange(_batch.Ptx);
        (RaggedBatch[] laid, int[][] owners) = batches.Lay(documents, parts, _batch.Episodes.Count);
        _last = new PolicyLoss(laid, owners, _batch, options);
        return new TrainingStep(laid, _last);
    }

    public void Dispose()
    {
        KeepOldPolicy();
        WriteReport(start + phase.Steps);
    }

    /// <summary>The first step of an iteration ran with the very weights that drew the episodes.</summary>
    private void KeepOldPolicy()
    {
        if (_last is not null && _batch is { OldLogProbabilities: null })
        {
            _batch = _batch with { OldLogProbabilities = [.. _last.LogProbabilities] };
            Save(_batch);
        }
    }

    private void Begin(int iteration, long step, CancellationToken cancellationToken)
    {
        double progress = (double)(step - start) / Math.Max(1, phase.Steps - options.InnerSteps);
        double temperature = options.FirstTemperature + ((options.LastTemperature - options.FirstTemperature) * progress);
        CheckpointExporter.Write(trainer.Network.Config, NetworkWeights.Of(trainer.Network), folder.Tokenizer, folder.Rollouts, phase.Format);
        _batch = collector.Collect(folder.Rollouts, iteration, temperature, cancellationToken, out _report);
        _report.Step = step;
        Save(_batch);
    }

    /// <summary>Writes the finished iteration's event, now that its loss and the distance gone are known.</summary>
    private void WriteReport(long step)
    {
        if (_report is null || _last is null || _batch is null)
        {
            return;
        }

        _report.Loss = _last.Value;
        if (_batch.OldLogProbabilities is { Length: > 0 } old)
        {
            // Schulman's estimator of the divergence: it is never negative.
            _report.Kl = _last.LogProbabilities.Zip(old, (now, before) => Math.Exp(Math.Clamp(now - before, -20, 20)) - 1 - (now - before)).Average();
        }

        _report.Step = step;
        log.Write(_report);
        _report = null;
    }

    private string IterationFile => Path.Combine(folder.Path, "iteration.json");

    private void Save(RolloutBatch batch)
    {
        File.WriteAllText(IterationFile + ".part", JsonSerializer.Serialize(batch, RunLines.Default.RolloutBatch));
        File.Move(IterationFile + ".part", IterationFile, overwrite: true);
    }

    private RolloutBatch Read(int iteration)
    {
        RolloutBatch? batch = File.Exists(IterationFile)
            ? JsonSerializer.Deserialize(File.ReadAllText(IterationFile), RunLines.Default.RolloutBatch)
            : null;
        return batch?.Iteration == iteration && batch.OldLogProbabilities is not null
            ? batch
            : throw new TrainingException($"{IterationFile} is not of iteration {iteration}: go back to the checkpoint at the phase's start");
    }
}
