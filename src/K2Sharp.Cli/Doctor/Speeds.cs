namespace K2Sharp.Cli.Doctor;

/// <summary>What this machine was measured to do, all threads together.</summary>
/// <param name="Threads">The threads.</param>
/// <param name="Read">Plain reads, 10^9 bytes per second.</param>
/// <param name="Bf16">BF16 weights multiplied by one token, 10^9 bytes per second.</param>
/// <param name="Int4">INT4 weights multiplied by one token, 10^9 bytes per second.</param>
/// <param name="Bf16Prompt">10^9 operations per second on BF16 weights with a prompt's tokens.</param>
/// <param name="Int4Prompt">10^9 operations per second on INT4 weights with the tokens of a prompt that one expert gets.</param>
internal sealed record Speeds(int Threads, double Read, double Bf16, double Int4, double Bf16Prompt, double Int4Prompt);
