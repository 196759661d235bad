using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks.Agentic;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Coding;

/// <summary>A contest's problem.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Difficulty">easy, medium or hard.</param>
/// <param name="Text">The problem.</param>
/// <param name="Starter">The code that is to be completed; empty for a program that reads and prints.</param>
/// <param name="Function">The function that is called; null for a program.</param>
/// <param name="Tests">The tests.</param>
internal sealed record LiveCodeQuestion(string Id, string Difficulty, string Text, string Starter, string? Function, IReadOnlyList<HiddenTest> Tests) : Question(Id, Difficulty)
{
    public override Episode Begin(EpisodeServices services) =>
        new CodeEpisode(this, new ProgramRunner(services.Tools ?? throw new InvalidOperationException("the task was started without its tools")));

    private string Prompt() => $"""
        Solve this problem in Python.

        {Text}

        {(Starter.Length > 0
            ? $"Complete this code and give all of it in one fenced code block:\n```python\n{Starter}\n```"
            : "Read from standard input and print to standard output, nothing else. Give the whole program in one fenced code block (```python).")}
        """;

    private sealed class CodeEpisode(LiveCodeQuestion question, ProgramRunner runner) : Episode
    {
        // LiveCodeBench's own limit.
        private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(6);

        public override IReadOnlyList<ChatMessage> Opening { get; } = [new ChatMessage(ChatRole.User, question.Prompt())];

        public override async ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation)
        {
            if (CodeBlock.Last(transcript.FinalText) is not { } code)
            {
                return Grade.Wrong(null, "no code block").With(MetricNames.ExtractionFailed, 1);
            }

            (IReadOnlyList<string> outputs, string? failure) = await runner.RunAsync(code, question.Function, [.. question.Tests.Select(test => test.Input)], s_limit, cancellation).ConfigureAwait(false);
            for (int i = 0; i < outputs.Count; i++)
            {
                bool isSame = question.Function is null ? ProgramOutput.IsSameText(outputs[i], question.Tests[i].Output) : ProgramOutput.IsSameValue(outputs[i], question.Tests[i].Output);
                if (!isSame)
                {
                    return Grade.Wrong(null, $"test {i + 1} of {question.Tests.Count}: another output");
                }
            }

            return Grade.Of(failure is null, null, failure ?? string.Empty);
        }
    }
}
