namespace K2Sharp.Inference.Scheduling;

/// <summary>What the next step computes, sequence by sequence.</summary>
internal sealed class StepPlan
{
    /// <summary>By rank; each sequence once.</summary>
    public List<PlannedRows> Parts { get; } = [];

    /// <summary>Rows in all, guesses not among them.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether the step does nothing but go on with answers.</summary>
    public bool OnlyAnswers { get; private set; } = true;

    /// <summary>Whether all sequences of the step have been cancelled.</summary>
    public bool IsCancelled
    {
        get
        {
            foreach (PlannedRows planned in Parts)
            {
                if (!planned.Sequence.Cancellation.IsCancellationRequested)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public void Clear()
    {
        Parts.Clear();
        Rows = 0;
        OnlyAnswers = true;
    }

    /// <summary>Adds the next rows of a sequence.</summary>
    public void Add(Sequence sequence, int rows, bool isAnswering)
    {
        Parts.Add(new PlannedRows(sequence, rows));
        Rows += rows;
        OnlyAnswers &= isAnswering;
    }

    /// <summary>Lets the constraints of those that draw a token after this step get ready for it meanwhile.</summary>
    public void StartPreparations()
    {
        foreach (PlannedRows planned in Parts)
        {
            if (planned.IsLast && !planned.Sequence.IsForced)
            {
                planned.Sequence.Preparation?.Start();
            }
        }
    }

    public void WaitForPreparations()
    {
        foreach (PlannedRows planned in Parts)
        {
            planned.Sequence.Preparation?.Wait();
        }
    }
}
