using System.Globalization;
using K2Sharp.Cli.Hosting;
using K2Sharp.Extensions.AI;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Engine;

namespace K2Sharp.Cli.Serving;

/// <summary>What a server says at its start about the room it has.</summary>
internal static class CacheReport
{
    public static string Describe(K2Engine engine, K2Options options)
    {
        long tokens = (long)engine.Statistics.CacheBlocks * LatentCache.BlockTokens;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"cache: {tokens:N0} tokens ({ModelArguments.Name(options.CacheFormat)}) for all requests together; one context holds {engine.ContextLength:N0}");
    }
}
