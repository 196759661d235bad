using System.Text.Json;

namespace K2Sharp.Evals.Reporting;

/// <summary>The report as JSON: <c>{"tasks":{"NAME":{"score","n",...}}}</c>.</summary>
internal static class JsonReport
{
    public static void Write(Utf8JsonWriter json, RunSummary summary, string? folder = null)
    {
        json.WriteStartObject();
        json.WriteString("model", summary.Manifest.Model);
        json.WriteString("where", summary.Manifest.Where);
        json.WriteNumber("seed", summary.Manifest.Seed);
        if (folder is not null)
        {
            json.WriteString("folder", folder);
        }

        json.WriteStartObject("tasks");
        foreach (TaskSummary task in summary.Tasks)
        {
            json.WritePropertyName(task.Label);
            Write(json, task);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TaskSummary task)
    {
        json.WriteStartObject();
        if (task.Score is { } score)
        {
            json.WriteNumber("score", score.Mean);
            json.WriteNumber("standard_error", score.StandardError);
            json.WriteStartArray("interval_95");
            json.WriteNumberValue(score.Low);
            json.WriteNumberValue(score.High);
            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("score");
        }

        json.WriteNumber("n", task.Questions);
        json.WriteNumber("attempts", task.Attempts);
        json.WriteNumber("failed", task.Failed);
        json.WriteNumber("truncated", task.Truncated);
        json.WriteNumber("forced", task.Forced);
        if (task.Task.Card is { } card)
        {
            json.WriteStartObject("card");
            json.WriteNumber("score", card.Percent / 100);
            json.WriteString("row", card.Row);
            json.WriteBoolean("same_settings", task.IsAsOnCard);
            json.WriteEndObject();
        }

        json.WriteString("settings", task.Task.Settings.ToString());
        json.WriteStartObject("figures");
        foreach ((string name, double value) in task.Figures)
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
        json.WriteStartObject("categories");
        foreach (CategoryScore category in task.Categories)
        {
            json.WriteStartObject(category.Category);
            json.WriteNumber("score", category.Score.Mean);
            json.WriteNumber("n", category.Questions);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", task.InputTokens);
        json.WriteNumber("cached_tokens", task.CachedTokens);
        json.WriteNumber("output_tokens", task.AllOutputTokens);
        json.WriteNumber("seconds", task.Seconds);
        if (task.Cost is { } cost)
        {
            json.WriteNumber("dollars", cost);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
