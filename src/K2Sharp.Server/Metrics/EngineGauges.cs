namespace K2Sharp.Server.Metrics;

/// <summary>The engine at one moment.</summary>
/// <param name="Model">The model's name, the label of vLLM's series.</param>
/// <param name="Running">Sequences that are computed.</param>
/// <param name="Waiting">Sequences in the queue.</param>
/// <param name="BlocksUsed">Cache blocks that running sequences hold.</param>
/// <param name="BlocksCached">Cache blocks that no sequence holds and that are kept for later prompts.</param>
/// <param name="BlocksTotal">Cache blocks that there are.</param>
/// <param name="PrefixHits">Prompt tokens that were in the prefix cache, since the start.</param>
/// <param name="TokensComputed">Tokens that went through the model since the start.</param>
/// <param name="Guessed">Tokens guessed ahead, since the start.</param>
/// <param name="Accepted">Guessed tokens that were right, since the start.</param>
/// <param name="Preemptions">Sequences that had to give their blocks back before their end, since the start.</param>
/// <param name="Threads">Threads that compute prompts.</param>
/// <param name="DecodeThreads">Threads that compute steps of few tokens.</param>
/// <param name="Experts">What a memory budget does; null where all weights are mapped.</param>
internal sealed record EngineGauges(
    string Model,
    int Running,
    int Waiting,
    int BlocksUsed,
    int BlocksCached,
    int BlocksTotal,
    long PrefixHits,
    long TokensComputed,
    long Guessed,
    long Accepted,
    long Preemptions,
    int Threads,
    int DecodeThreads,
    ExpertGauges? Experts = null);
