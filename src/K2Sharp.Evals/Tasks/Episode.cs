using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks;

/// <summary>One attempt at a question: what the model is told, what its tools do, whether the conversation goes on, and the grade.</summary>
internal abstract class Episode : IAsyncDisposable
{
    /// <summary>The conversation before the model's first turn.</summary>
    public abstract IReadOnlyList<ChatMessage> Opening { get; }

    /// <summary>The tools that are declared.</summary>
    public virtual IReadOnlyList<AIFunctionDeclaration> Tools => [];

    /// <summary>Whether calls are what is graded: they are not run, and the episode ends with them.</summary>
    public virtual bool EndsAtCalls => false;

    /// <summary>Runs a call. What goes wrong is text for the model.</summary>
    public virtual ValueTask<string> CallAsync(FunctionCallContent call, CancellationToken cancellation) =>
        new($$"""{"error":"unknown tool {{call.Name}}"}""");

    /// <summary>Runs the calls of a turn, one after the other, and gives their results in the same order.</summary>
    public virtual async ValueTask<IReadOnlyList<string>> CallAllAsync(IReadOnlyList<FunctionCallContent> calls, CancellationToken cancellation)
    {
        var results = new List<string>();
        foreach (FunctionCallContent call in calls)
        {
            results.Add(call.Exception is null
                ? await CallAsync(call, cancellation).ConfigureAwait(false)
                : """{"error":"the arguments are no JSON object"}""");
        }

        return results;
    }

    /// <summary>The user's next message after an answer, or null when the conversation is over.</summary>
    public virtual ValueTask<ChatMessage?> ContinueAsync(Transcript transcript, CancellationToken cancellation) => new((ChatMessage?)null);

    /// <summary>Grades the ended conversation.</summary>
    public abstract ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation);

    /// <summary>Ends what the episode has running or lying about.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
