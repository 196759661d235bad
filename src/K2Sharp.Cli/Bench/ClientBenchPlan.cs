using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Cli.Bench;

/// <summary>What a bench of clients measures.</summary>
/// <param name="Clients">Clients that ask at the same time.</param>
/// <param name="Kernels">The kernel path.</param>
/// <param name="Threads">Threads that compute.</param>
/// <param name="Activations">What INT4 and int8 weights are multiplied by.</param>
/// <param name="Dense">How the weights that every token visits are read.</param>
/// <param name="CacheFormat">How the cache keeps its values.</param>
/// <param name="PromptTokens">Tokens of each client's prompt; no two prompts are the same.</param>
/// <param name="AnswerTokens">Tokens of each client's answer.</param>
/// <param name="GuessTokens">The most tokens guessed ahead for one answer.</param>
/// <param name="Memory">The memory budget in bytes, or null.</param>
/// <param name="Numa">Whether weights and threads are divided among NUMA nodes.</param>
internal sealed record ClientBenchPlan(int Clients, KernelPath Kernels, int Threads, ActivationPrecision Activations, DenseWeights Dense, CacheFormat CacheFormat, int PromptTokens, int AnswerTokens, int GuessTokens, long? Memory, bool Numa);
