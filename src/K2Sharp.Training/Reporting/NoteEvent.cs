namespace K2Sharp.Training.Reporting;

/// <summary>Something that a reader of the curves should know, such as a resume.</summary>
internal sealed record NoteEvent : MetricsEvent
{
    public string Text { get; set; } = string.Empty;
}
