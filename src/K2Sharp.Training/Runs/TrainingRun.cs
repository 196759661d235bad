using System.Diagnostics;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Export;
using K2Sharp.Training.Model;
using K2Sharp.Training.Reporting;

namespace K2Sharp.Training.Runs;

/// <summary>
/// Runs a recipe's phases from wherever the run's folder stands, keeping checkpoints, and exports the result. A cancelled run saves first.
/// </summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly Recipe _recipe;
    private readonly RunFolder _folder;
    private readonly IPhaseSources _sources;
    private readonly MetricsLog _log;
    private readonly Trainer _trainer;
    private readonly BatchMaker _batches;
    private readonly double _cpuAtStart = ProcessorSeconds();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly RunState _before;
    private readonly HeldOutCheck? _check;
    private long _step;
    private long _tokens;

    /// <summary>The step of the last check, so that a cancelled one is made up for and a finished one is not repeated.</summary>
    private long _checked;

    /// <param name="recipe">What to compute.</param>
    /// <param name="folder">Where; a checkpoint in it is continued.</param>
    /// <param name="sources">Makes the steps of the phases.</param>
    /// <exception cref="TrainingException">The folder holds a checkpoint of another recipe.</exception>
    public TrainingRun(Recipe recipe, RunFolder folder, IPhaseSources sources)
    {
        _recipe = recipe;
        _folder = folder;
        _sources = sources;
        _check = recipe.Checks is { } checks ? new HeldOutCheck(checks, folder) : null;
        _trainer = new Trainer(recipe);
        _batches = new BatchMaker(recipe.Families, recipe.Seed, recipe.Config.MaxPositionEmbeddings);
        _before = new RunState(recipe.Name, recipe.Seed, 0, 0, 0, 0);
        try
        {
            TrainingState.Recover(folder.Checkpoint);
            if (TrainingState.Exists(folder.Checkpoint))
            {
                _before = TrainingState.Load(folder.Checkpoint, _trainer.Network, _trainer.Optimizer);
                if (_before.Recipe != recipe.Name || _before.Seed != recipe.Seed)
                {
                    throw new TrainingException($"{folder.Path} holds a run of recipe {_before.Recipe} with seed {_before.Seed}: choose another folder");
                }
            }

            (_step, _tokens) = (_before.Step, _before.Tokens);
            _trainer.Restore(_before.IsStretched);
            _log = MetricsLog.Open(folder.Path);
            _log.Truncate(_step);
            _checked = MetricsHistory.Read(folder.Path).Evaluations.LastOrDefault()?.Step ?? 0;
        }
        catch
        {
            _log?.Dispose();
            _trainer.Dispose();
            throw;
        }
    }

    /// <summary>Told of every step.</summary>
    public IProgress<StepEvent>? Progress { get; init; }

    /// <summary>Whether every step of the recipe is done.</summary>
    public bool IsFinished => _step == _recipe.TotalSteps;

    /// <summary>The network as it stands.</summary>
    public K2Network Network => _trainer.Network;

    /// <summary>Trains to the end of the recipe, or for so many steps in this sitting.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint is written.</exception>
    public void Run(CancellationToken cancellationToken, long most = long.MaxValue)
    {
        long end = Math.Min(_recipe.TotalSteps, _step > long.MaxValue - most ? long.MaxValue : _step + most);
        try
        {
            MakeUpForPhaseEnd(cancellationToken);
            while (_step < end)
            {
                RunPhase(end, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Save(_folder.Checkpoint);
            throw;
        }

        // Not after a failure, which may have left a step half done: the last checkpoint stays.
        Save(_folder.Checkpoint);
    }

    /// <summary>Writes masters, config and the INT4 checkpoint of the weights as they stand.</summary>
    public void Export()
    {
        if (_step > _before.Step)
        {
            // It is of other weights.
            File.Delete(Path.Combine(_folder.Path, EvaluationTable.FileName));
        }

        NamedWeights weights = NetworkWeights.Of(_trainer.Network);
        weights.Scale(TensorNames.Weight(TensorNames.FinalNorm), _recipe.LogitScale);
        weights.Save(_folder.Masters);
        File.WriteAllText(_folder.Config, _trainer.Network.Config.ToJson());
        CheckpointExporter.Write(_trainer.Network.Config, weights, _folder.Tokenizer, _folder.Export, ExpertFormat.Int4);
        WriteFacts();
    }

    public void Dispose()
    {
        _log.Dispose();
        _trainer.Dispose();
    }

    private void RunPhase(long end, CancellationToken cancellationToken)
    {
        (Phase phase, int start) = _recipe.PhaseOf(_step);
        bool isBeginning = _step == start;
        _trainer.Enter(phase);
        _log.Write(isBeginning
            ? new PhaseEvent { Step = _step, Name = phase.Name, What = phase.What }
            : new NoteEvent { Step = _step, Text = $"continued from the checkpoint at step {_step}" });
        WriteFacts();
        long beyond = Math.Min(end, start + phase.Steps);
        using (IStepSource source = _sources.Open(phase, start, _step, beyond, _trainer, _batches, _log, cancellationToken))
        {
            while (_step < beyond)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Check(phase, isPhaseEnd: false, cancellationToken);
                TrainingStep input = source.Next(_step, cancellationToken);
                StepEvent report = _trainer.Step(phase, _step, (int)(_step - start), input);
                _step++;
                _tokens += input.Tokens;
                report.Step = _step;
                report.Tokens = _tokens;
                report.Seconds = _before.Seconds + Stopwatch.GetElapsedTime(_started).TotalSeconds;
                _log.Write(report);
                Progress?.Report(report);
                if (_step % _recipe.SaveEvery == 0)
                {
                    Save(_folder.Checkpoint);
                }
            }
        }

        if (_step == start + phase.Steps)
        {
            Save(_folder.PhaseCheckpoint(phase.Name));
            Check(phase, isPhaseEnd: true, cancellationToken);
        }
    }

    /// <summary>Does what belongs to the end of a phase where the run stopped after its last step and before that.</summary>
    private void MakeUpForPhaseEnd(CancellationToken cancellationToken)
    {
        IReadOnlyList<Phase> over = _recipe.Over(_step);
        bool isBetweenPhases = over.Count > 0 && over.Sum(phase => phase.Steps) == _step;

        // Once the next phase has divided the queries for YaRN, they are not what the phase ended with; and then its end was seen to before.
        bool isEntered = _trainer.IsStretched && !over.Any(phase => phase.IsLong);
        if (!isBetweenPhases || isEntered)
        {
            return;
        }

        Phase ended = over[^1];
        _trainer.Enter(ended);
        if (!TrainingState.Exists(_folder.PhaseCheckpoint(ended.Name)))
        {
            Save(_folder.PhaseCheckpoint(ended.Name));
        }

        Check(ended, isPhaseEnd: true, cancellationToken);
    }

    private void Check(Phase phase, bool isPhaseEnd, CancellationToken cancellationToken)
    {
        bool isDue = isPhaseEnd || _step % (_recipe.Checks?.Every ?? 1) == 0;
        if (_check is null || !isDue || _checked == _step)
        {
            return;
        }

        EvaluationEvent result = _check.Measure(phase, isPhaseEnd, _trainer.Network, cancellationToken);
        result.Step = _step;
        _log.Write(result);
        _checked = _step;
    }

    private RunState State => _before with
    {
        Step = _step,
        Tokens = _tokens,
        Seconds = _before.Seconds + Stopwatch.GetElapsedTime(_started).TotalSeconds,
        CpuSeconds = _before.CpuSeconds + ProcessorSeconds() - _cpuAtStart,
        IsStretched = _trainer.IsStretched,
    };

    private void Save(string directory) => TrainingState.Save(directory, State, _trainer.Network, _trainer.Optimizer);

    private void WriteFacts()
    {
        RunState state = State;
        new RunFacts
        {
            Recipe = _recipe.Name,
            Seed = _recipe.Seed,
            Parameters = ParameterCount.Total(_trainer.Network),
            ActiveParameters = ParameterCount.Active(_trainer.Network),
            Tokens = state.Tokens,
            WallSeconds = state.Seconds,
            CpuSeconds = state.CpuSeconds,
            Machine = MachineText.Describe(),
            QkClipThreshold = _recipe.ClipThreshold,
            Command = _recipe.Command,
        }.Write(_folder.Path);
    }

    private static double ProcessorSeconds()
    {
        using Process process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
