using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Agentic;

/// <summary>A question that the model may use tools for; what is graded is the answer, as without them.</summary>
/// <param name="Inner">The question.</param>
/// <param name="Needs">The tools.</param>
internal sealed record ToolQuestion(Question Inner, ToolNeeds Needs) : Question(Inner.Id, Inner.Category)
{
    public override Episode Begin(EpisodeServices services)
    {
        AgentTools tools = services.Tools ?? throw new InvalidOperationException("the task was started without its tools");
        return new ToolEpisode(Inner.Begin(services), tools.Open(Needs, tools.NewWorkspace()));
    }

    private sealed class ToolEpisode(Episode inner, AgentWorld world) : Episode
    {
        public override IReadOnlyList<ChatMessage> Opening => inner.Opening;

        public override IReadOnlyList<AIFunctionDeclaration> Tools => world.Declarations;

        public override ValueTask<IReadOnlyList<string>> CallAllAsync(IReadOnlyList<FunctionCallContent> calls, CancellationToken cancellation) => world.CallAsync(calls, cancellation);

        public override ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation) => inner.GradeAsync(transcript, cancellation);

        public override async ValueTask DisposeAsync()
        {
            await world.DisposeAsync().ConfigureAwait(false);
            await inner.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
