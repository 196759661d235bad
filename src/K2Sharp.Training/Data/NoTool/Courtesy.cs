namespace K2Sharp.Training.Data.NoTool;

/// <summary>A kind of words that ask for nothing.</summary>
/// <param name="Label">Its name in thoughts.</param>
/// <param name="Answer">What is answered.</param>
/// <param name="Decisive">What an answer must contain.</param>
/// <param name="Sayings">How users say it.</param>
/// <param name="HeldOutSayings">Further ways, kept from training.</param>
internal sealed record Courtesy(
    string Label, string Answer, string Decisive, IReadOnlyList<string> Sayings, IReadOnlyList<string> HeldOutSayings)
{
    public static IReadOnlyList<Courtesy> All { get; } =
    [
        new("a greeting", "Hello! What can I do for you?", "hello",
            ["hello", "hi", "hey", "good morning", "good evening", "hello there", "hi there", "good day", "greetings", "good afternoon"],
            ["hey there", "hello and good morning", "hi, good evening"]),
        new("thanks", "You are welcome.", "welcome",
            ["thanks", "thank you", "many thanks", "thank you very much", "thanks a lot", "great, thanks", "thanks for the help", "ok, thank you"],
            ["great, thank you", "many thanks for the help", "ok, thanks a lot"]),
        new("a goodbye", "Goodbye!", "goodbye",
            ["bye", "goodbye", "see you", "good night", "bye bye", "see you tomorrow", "that was all, bye", "see you later"],
            ["ok, bye", "goodbye, see you tomorrow", "bye, good night"]),
    ];
}
