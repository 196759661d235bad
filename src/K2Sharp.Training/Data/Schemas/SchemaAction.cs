namespace K2Sharp.Training.Data.Schemas;

/// <summary>What a tool does: a verb and a noun, such as "book a table".</summary>
internal sealed record SchemaAction(string Verb, string Noun)
{
    private static readonly string[] s_verbs = ["create", "add", "book", "save", "send", "make", "start", "register", "plan", "file", "set_up", "prepare"];

    private static readonly string[] s_nouns =
    [
        "booking", "record", "report", "entry", "form", "visit", "meeting", "delivery", "request", "profile", "job", "list", "invoice",
        "reservation", "event", "project", "review", "shipment", "group", "poll", "survey", "tour", "contract", "claim", "quote", "badge",
    ];

    /// <summary>The tool's name.</summary>
    public string ToolName => Verb + "_" + Noun;

    /// <summary>The verb as the user says it.</summary>
    public string VerbWords => Verb.Replace('_', ' ');

    public static SchemaAction Draw(TaskRandom random) => new(random.Pick(s_verbs), random.Pick(s_nouns));

    /// <summary>Another one, different in both words.</summary>
    public SchemaAction DrawOther(TaskRandom random)
    {
        while (true)
        {
            SchemaAction other = Draw(random);
            if (other.Verb != Verb && other.Noun != Noun)
            {
                return other;
            }
        }
    }
}
