namespace K2Sharp.Server.Metrics;

/// <summary>The engine's series: under our names, and under those that routers and autoscalers made for vLLM scrape.</summary>
internal static class EngineMetrics
{
    /// <summary>Writes them.</summary>
    public static void Write(PrometheusWriter writer, EngineGauges engine)
    {
        string label = PrometheusWriter.Labels(["model_name"], [engine.Model]);
        double usage = engine.BlocksTotal > 0 ? (double)engine.BlocksUsed / engine.BlocksTotal : 0;

        writer.Gauge("k2_sequences_running", "Sequences that are computed.", string.Empty, engine.Running);
        writer.Gauge("k2_sequences_waiting", "Sequences in the queue.", string.Empty, engine.Waiting);
        writer.Gauge("k2_cache_blocks_used", "Cache blocks that sequences hold.", string.Empty, engine.BlocksUsed);
        writer.Gauge("k2_cache_blocks_cached", "Cache blocks that no sequence holds, kept for later prompts.", string.Empty, engine.BlocksCached);
        writer.Gauge("k2_cache_blocks_total", "Cache blocks that there are.", string.Empty, engine.BlocksTotal);
        writer.Counter("k2_prefix_hit_tokens_total", "Prompt tokens that the engine found in its prefix cache.", string.Empty, engine.PrefixHits);
        writer.Counter("k2_tokens_computed_total", "Tokens that went through the model.", string.Empty, engine.TokensComputed);
        writer.Counter("k2_guessed_tokens_total", "Tokens that were guessed ahead.", string.Empty, engine.Guessed);
        writer.Counter("k2_accepted_tokens_total", "Guessed tokens that were right.", string.Empty, engine.Accepted);
        writer.Counter("k2_preemptions_total", "Sequences that gave their blocks back before their end.", string.Empty, engine.Preemptions);
        writer.Gauge("k2_threads", "Threads that compute prompts.", string.Empty, engine.Threads);
        writer.Gauge("k2_decode_threads", "Threads that compute steps of few tokens, as many as were measured to be fastest unless a number was set.", string.Empty, engine.DecodeThreads);
        if (engine.Experts is { } experts)
        {
            writer.Gauge("k2_expert_slots", "Routed experts that fit into the memory budget.", string.Empty, experts.Slots);
            writer.Counter("k2_expert_hits_total", "Uses of a routed expert that found it in memory.", string.Empty, experts.Hits);
            writer.Counter("k2_expert_misses_total", "Uses of a routed expert that waited for the disk.", string.Empty, experts.Misses);
            writer.Counter("k2_expert_read_bytes_total", "Bytes of routed experts read from disk.", string.Empty, experts.BytesRead);
            writer.Counter("k2_expert_wait_seconds_total", "Time in which nothing could be computed for lack of an expert.", string.Empty, experts.WaitSeconds);
        }

        writer.Gauge("vllm:num_requests_running", "As k2_sequences_running.", label, engine.Running);
        writer.Gauge("vllm:num_requests_waiting", "As k2_sequences_waiting.", label, engine.Waiting);
        writer.Gauge("vllm:kv_cache_usage_perc", "k2_cache_blocks_used by k2_cache_blocks_total, 0 to 1.", label, usage);
        writer.Gauge("vllm:gpu_cache_usage_perc", "The older name of vllm:kv_cache_usage_perc; no GPU is meant.", label, usage);
        writer.Counter("vllm:spec_decode_num_draft_tokens_total", "As k2_guessed_tokens_total.", label, engine.Guessed);
        writer.Counter("vllm:spec_decode_num_accepted_tokens_total", "As k2_accepted_tokens_total.", label, engine.Accepted);
        writer.Counter("vllm:num_preemptions_total", "As k2_preemptions_total.", label, engine.Preemptions);
    }
}
