using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data;

/// <summary>
/// One task: what the model is told, the tools it has, the world behind the tools, a teacher that solves it and a judge. It is immutable;
/// what changes during an episode lives in the world.
/// </summary>
internal abstract class TrainingTask
{
    private IReadOnlyList<ChatTool> _tools = [];

    /// <summary>The name of the family.</summary>
    public required string Family { get; init; }

    /// <summary>The messages before the assistant's first turn: an optional system message, possibly earlier turns, a user message last.</summary>
    public required IReadOnlyList<ChatMessage> Opening { get; init; }

    /// <summary>The declared tools; empty for none.</summary>
    public IReadOnlyList<ChatTool> Tools
    {
        get => _tools;
        init => _tools = value;
    }

    /// <summary>How many tool steps the task takes when nothing goes wrong; 0 without tools. For plots of success by number of hops.</summary>
    public int Hops { get; init; }

    /// <summary>The most assistant turns that a run may take before it counts as failed.</summary>
    public int TurnLimit { get; init; } = 8;

    /// <summary>The most tokens that an assistant turn may have; longer ones are cut and fail (the budget of K1.5's reinforcement).</summary>
    public int TurnTokenBudget { get; init; } = 256;

    /// <summary>How many of the latest tool results stay visible; null keeps all.</summary>
    public HiddenResults? Hiding { get; init; }

    /// <summary>
    /// Text that the runner puts into the assistant's turn before the model goes on, such as a thought that was cut short by a budget; it
    /// is not trained on. Null for none. It follows the generation prompt as <c>&lt;think&gt;</c> + text + <c>&lt;/think&gt;</c>.
    /// </summary>
    public string? ForcedThought { get; init; }

    /// <summary>The same task with other declarations; its world, teacher and judge know the tools as before.</summary>
    public TrainingTask WithTools(IReadOnlyList<ChatTool> tools)
    {
        var copy = (TrainingTask)MemberwiseClone();
        copy._tools = tools;
        return copy;
    }

    /// <summary>A world in its first state; equal calls in equal order get equal answers.</summary>
    public virtual IToolWorld CreateWorld() => NoTools.Instance;

    /// <summary>What the scripted teacher says next.</summary>
    /// <param name="conversation">The opening and everything since, the last message being the user's or a tool's.</param>
    public abstract AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation);

    /// <summary>Judges a finished or given-up episode by the task's rubric.</summary>
    public abstract Verdict Judge(Episode episode);
}
