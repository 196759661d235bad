using K2Sharp.Evals.Data;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks.Agentic;

namespace K2Sharp.Evals.Tasks;

/// <summary>A benchmark: where its questions come from, how they are put, how a reply is graded.</summary>
internal abstract class EvalTask
{
    /// <summary>As it is named on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>One line that says what it measures.</summary>
    public abstract string Title { get; }

    /// <summary>Raised when a prompt or a rule of grading changes: results of older versions no longer count.</summary>
    public virtual int Version => 1;

    /// <summary>The settings that the model card reports it with, or sensible ones where it does not report it.</summary>
    public abstract EvalSettings Settings { get; }

    /// <summary>The model card's figure, or null.</summary>
    public virtual CardFigure? Card => null;

    /// <summary>Whether a judge model decides what rules cannot.</summary>
    public virtual bool NeedsJudge => false;

    /// <summary>The tools that the model is given from without.</summary>
    public virtual ToolNeeds Needs => ToolNeeds.None;

    /// <summary>Whether a model may play the user, which changes what is measured.</summary>
    public virtual bool MayHaveUser => false;

    /// <summary>Whether the final text alone is graded, so that heavy mode can aggregate several attempts.</summary>
    public virtual bool GradesText => true;

    /// <summary>Whether an attempt's answer is a patch, which is then written as a prediction of SWE-bench.</summary>
    public virtual bool AnswersArePatches => false;

    /// <summary>Reads or makes the questions, in an order that does not change.</summary>
    /// <exception cref="DatasetException">The data is absent or broken.</exception>
    public abstract IReadOnlyList<Question> Load(DatasetFolder data);

    /// <summary>Figures of all graded attempts together that are no means, by name.</summary>
    public virtual IReadOnlyDictionary<string, double> Sum(IReadOnlyList<AttemptRecord> attempts) => new Dictionary<string, double>();
}
