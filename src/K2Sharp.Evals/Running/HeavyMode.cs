using System.Globalization;
using System.Text;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Tasks;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Running;

/// <summary>
/// Heavy mode: several trajectories with seeds of their own, rolled out in parallel, then one turn in which the model sees all their answers,
/// compares them and answers once. Moonshot's own prompt for this is not published.
/// </summary>
internal sealed class HeavyMode(EpisodePlayer player, int trajectories)
{
    private const int LongestAnswer = 6000;

    /// <summary>Plays and grades.</summary>
    public async Task<Attempt> RunAsync(Question question, EpisodeServices services, long seed, CancellationToken cancellation)
    {
        Task<(Transcript Transcript, Grade Grade)>[] rollouts = [.. Enumerable.Range(0, trajectories).Select(index => RollOutAsync(question, services, Seeds.Derive(seed, index), cancellation))];
        (Transcript Transcript, Grade Grade)[] played = await Task.WhenAll(rollouts).ConfigureAwait(false);
        await using Episode source = question.Begin(services);
        await using var episode = new Aggregation(source, Prompt(source.Opening, [.. played.Select(rollout => rollout.Transcript.FinalText)]));
        Transcript transcript = await player.PlayAsync(episode, Seeds.Derive(seed, trajectories), cancellation).ConfigureAwait(false);
        Grade grade = await source.GradeAsync(transcript, cancellation).ConfigureAwait(false);
        return new Attempt(
            grade.With("single_mean", played.Average(rollout => rollout.Grade.Score))
                .With("best_of", played.Max(rollout => rollout.Grade.Score))
                .With("majority", Reporting.Repeats.Majority([.. played.Select(rollout => (rollout.Grade.Answer, rollout.Grade.Score))])),
            [.. played.Select(rollout => rollout.Transcript), transcript]);
    }

    private async Task<(Transcript Transcript, Grade Grade)> RollOutAsync(Question question, EpisodeServices services, long seed, CancellationToken cancellation)
    {
        await using Episode episode = question.Begin(services);
        Transcript transcript = await player.PlayAsync(episode, seed, cancellation).ConfigureAwait(false);
        return (transcript, await episode.GradeAsync(transcript, cancellation).ConfigureAwait(false));
    }

    /// <summary>The opening with the candidates behind the question.</summary>
    private static List<ChatMessage> Prompt(IReadOnlyList<ChatMessage> opening, string[] answers)
    {
        var text = new StringBuilder(opening[^1].Text);
        text.Append("\n\nHere are ").Append(answers.Length.ToString(CultureInfo.InvariantCulture)).Append(" candidate answers.");
        for (int i = 0; i < answers.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{i + 1}. {Clip(answers[i])}");
        }

        text.Append("\nCompare them, look for errors in each, and give the final answer in the form that was asked for.");
        return [.. opening.Take(opening.Count - 1), new ChatMessage(ChatRole.User, text.ToString())];
    }

    /// <summary>The end of an answer is where its conclusion stands.</summary>
    private static string Clip(string answer)
    {
        string text = answer.Trim();
        return text.Length == 0 ? "(no answer)" : text.Length <= LongestAnswer ? text : "... " + text[^LongestAnswer..];
    }

    private sealed class Aggregation(Episode source, IReadOnlyList<ChatMessage> opening) : Episode
    {
        public override IReadOnlyList<ChatMessage> Opening => opening;

        public override ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation) => source.GradeAsync(transcript, cancellation);
    }
}
