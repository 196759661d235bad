namespace K2Sharp.Training.Data.NoTool;

/// <summary>A kind of words that ask for nothing.</summary>
/// <param name="Label">Its name in thoughts.</param>
/// <param name="Answer">What is answered.</param>
/// <param name="Decisive">What an answer must contain.</param>
/// <param name="Sayings">How users say it, with more or less around it.</param>
internal sealed record Courtesy(
    string Label, string Answer, string Decisive, IReadOnlyList<string> Sayings)
{
    private static readonly string[] s_before = ["", "", "", "ok, ", "well, ", "great, ", "so, ", "now ", "and ", "oh, "];

    private static readonly string[] s_after = ["", "", "", ", k2-nano", ", my friend", ", dear model", " again", ", all of you"];

    public static IReadOnlyList<Courtesy> All { get; } =
    [
        new("a greeting", "Hello! What can I do for you?", "hello",
            ["hello", "hi", "hey", "good morning", "good evening", "hello there", "hi there", "good day", "greetings", "good afternoon"]),
        new("thanks", "You are welcome.", "welcome",
            ["thanks", "thank you", "many thanks", "thank you very much", "thanks a lot", "great, thanks", "thanks for the help", "ok, thank you"]),
        new("a goodbye", "Goodbye!", "goodbye",
            ["bye", "goodbye", "see you", "good night", "bye bye", "see you tomorrow", "that was all, bye", "see you later"]),
    ];

    /// <summary>A saying with words around it, and alone; a hash divides them between the splits. The bare sayings, with which everybody begins, are learned.</summary>
    public (string Text, string Saying) Draw(TaskRandom random, Split split)
    {
        while (true)
        {
            string saying = random.Pick(Sayings);
            string text = random.Pick(s_before) + saying + random.Pick(s_after);
            if ((text.Length == saying.Length ? Split.Train : Splits.Of(text)) == split)
            {
                return (text, saying);
            }
        }
    }
}
