using System.Text.Json;
using K2Sharp.Evals.Reporting;
using K2Sharp.Evals.Running;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>Patches as SWE-bench's own harness takes them: a file per attempt, a line per instance.</summary>
internal static class SwePredictions
{
    /// <summary>Writes the predictions of all tasks whose answers are patches.</summary>
    public static void Write(string folder, RunSummary summary)
    {
        foreach (TaskSummary task in summary.Tasks.Where(task => EvalCatalog.All.Any(known => known.Name == task.Task.Name && known.AnswersArePatches)))
        {
            foreach (IGrouping<int, AttemptRecord> attempt in task.Records.GroupBy(record => record.Repeat))
            {
                string name = string.Concat(task.Label.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
                using FileStream file = File.Create(Path.Combine(folder, FormattableString.Invariant($"predictions.{name}.{attempt.Key}.jsonl")));
                foreach (AttemptRecord record in attempt.OrderBy(record => record.Id, StringComparer.Ordinal))
                {
                    Write(file, record, summary.Manifest.Model);
                }
            }
        }
    }

    private static void Write(FileStream file, AttemptRecord record, string model)
    {
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            json.WriteString("instance_id", record.Id);
            json.WriteString("model_name_or_path", model);
            json.WriteString("model_patch", record.Answer ?? string.Empty);
            json.WriteEndObject();
        }

        file.WriteByte((byte)'\n');
    }
}
