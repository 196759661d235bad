using K2Sharp.Agents.Sandbox;
using K2Sharp.Agents.Upstream;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Agentic;
using K2Sharp.Evals.Tasks.Swe;
using K2Sharp.Extensions.AI;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Running;

/// <summary>Runs tasks: what is not yet in the folder, so many attempts at once, each graded and kept as soon as it is finished.</summary>
internal sealed class EvalRunner(IChatClient client, EvalServices services, RunFolder folder, RunPlan plan, TimeProvider clock)
{
    /// <summary>Runs to the end. Ctrl+C or a kill loses the attempts under way and nothing else.</summary>
    /// <param name="progress">Told after each attempt.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="InvalidOperationException">A task lacks its judge.</exception>
    public async Task RunAsync(IProgress<EvalProgress>? progress, CancellationToken cancellation)
    {
        List<Work> open = Plan(out int all);
        int done = all - open.Count;
        int failed = 0;
        progress?.Report(new EvalProgress(done, all, failed, null));
        var options = new ParallelOptions { MaxDegreeOfParallelism = plan.Concurrency, CancellationToken = cancellation };
        await Parallel.ForEachAsync(open, options, async (work, token) =>
        {
            AttemptRecord record = await RunAsync(work, token).ConfigureAwait(false);
            if (!record.IsGraded)
            {
                Interlocked.Increment(ref failed);
            }

            progress?.Report(new EvalProgress(Interlocked.Increment(ref done), all, failed, record));
        }).ConfigureAwait(false);
    }

    private List<Work> Plan(out int all)
    {
        var open = new List<Work>();
        all = 0;
        var tasks = new Dictionary<string, ManifestTask>(StringComparer.Ordinal);
        foreach (PlannedTask planned in plan.Tasks)
        {
            if (planned.Task.NeedsJudge && services.Episodes.Judge is null)
            {
                throw new InvalidOperationException($"{planned.Task.Name} needs a judge: name one with --judge-endpoint and --judge-model");
            }

            if (planned.Task.Needs.HasFlag(ToolNeeds.Search) && services.Episodes.Tools is not { Search.Count: > 0 })
            {
                throw new InvalidOperationException($"{planned.Task.Name} needs something to search: name it with --corpus, --search-url or --mcp");
            }

            IReadOnlyList<Question> questions = planned.Task.Load(services.Data);
            Question[] chosen = plan.Choose(questions);
            string config = planned.Config(plan);
            tasks[planned.Label] = Describe(planned, config, chosen.Length, questions.Count);

            // Round by round, so that a run that is stopped has something of every question.
            for (int repeat = 0; repeat < planned.Settings.Repeats; repeat++)
            {
                foreach (Question question in chosen)
                {
                    var work = new Work(planned, question, repeat, config);
                    all++;
                    if (folder.Find(work.Key) is null)
                    {
                        open.Add(work);
                    }
                }
            }
        }

        folder.Write(new RunManifest
        {
            Model = plan.Model,
            Where = plan.Where,
            Seed = plan.Seed,
            Judge = plan.JudgeModel,
            SearchSource = plan.SearchSource,
            Prices = plan.Prices,
            Tasks = tasks,
            Started = clock.GetUtcNow(),
        });
        return open;
    }

    private static ManifestTask Describe(PlannedTask planned, string config, int questions, int all) => new()
    {
        Name = planned.Task.Name,
        Title = planned.Task.Title,
        Variant = planned.Variant,
        Config = config,
        Settings = planned.Settings,
        CardSettings = planned.Task.Settings,
        Card = planned.Task.Card,
        Questions = questions,
        AllQuestions = all,
    };

    private async Task<AttemptRecord> RunAsync(Work work, CancellationToken cancellation)
    {
        long seed = Seeds.Of(plan.Seed, work.Planned.Task.Name, work.Question.Id, work.Repeat);
        long start = clock.GetTimestamp();
        var record = new AttemptRecord
        {
            Task = work.Planned.Task.Name,
            Id = work.Question.Id,
            Category = work.Question.Category,
            Repeat = work.Repeat,
            Config = work.Config,
            Seed = seed,
        };
        Attempt attempt;
        try
        {
            attempt = await PlayAsync(work, seed, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JudgeException or SweRunnerException or SandboxUnavailableException or UpstreamException or K2RequestException || RetryPolicy.IsTransient(exception, cancellation))
        {
            // What failed on the way is no wrong answer. A bug of ours, on the other hand, is to be seen at once.
            record = record with { Error = $"{exception.GetType().Name}: {exception.Message}", Seconds = clock.GetElapsedTime(start).TotalSeconds };
            folder.Add(record, attempt: null);
            return record;
        }

        record = Complete(record, attempt, clock.GetElapsedTime(start));
        folder.Add(record, attempt);
        return record;
    }

    private async Task<Attempt> PlayAsync(Work work, long seed, CancellationToken cancellation)
    {
        EvalSettings settings = work.Planned.Settings;
        var player = new EpisodePlayer(client, settings, services.Retry, clock);
        if (settings.Trajectories > 1)
        {
            return await new HeavyMode(player, settings.Trajectories).RunAsync(work.Question, services.Episodes, seed, cancellation).ConfigureAwait(false);
        }

        await using Episode episode = work.Question.Begin(services.Episodes);
        Transcript transcript = await player.PlayAsync(episode, seed, cancellation).ConfigureAwait(false);
        return new Attempt(await episode.GradeAsync(transcript, cancellation).ConfigureAwait(false), [transcript]);
    }

    private static AttemptRecord Complete(AttemptRecord record, Attempt attempt, TimeSpan time)
    {
        PlayedTurn[] turns = [.. attempt.Transcripts.SelectMany(transcript => transcript.Turns)];
        return record with
        {
            Score = attempt.Grade.Score,
            Answer = attempt.Grade.Answer,
            Why = attempt.Grade.Why,
            Metrics = attempt.Grade.Metrics,
            Ending = attempt.Last.Ending.ToString(),
            Steps = turns.Length,
            ToolCalls = attempt.Transcripts.Sum(transcript => transcript.Calls.Count()),
            Hidings = attempt.Transcripts.Sum(transcript => transcript.Hidings),
            InputTokens = turns.Sum(turn => turn.InputTokens),
            CachedTokens = turns.Sum(turn => turn.CachedTokens),
            OutputTokens = turns.Sum(turn => turn.OutputTokens),
            ReasoningTokens = turns.Sum(turn => turn.ReasoningTokens),
            Seconds = time.TotalSeconds,
        };
    }

    private sealed record Work(PlannedTask Planned, Question Question, int Repeat, string Config)
    {
        public string Key => new AttemptRecord { Task = Planned.Task.Name, Id = Question.Id, Repeat = Repeat, Config = Config }.Key;
    }
}
