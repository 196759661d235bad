using K2Sharp.Server.Accounting;

namespace K2Sharp.Server.Metrics;

/// <summary>What the server counts. No label names a key: whoever may read /metrics need not know who asks.</summary>
internal sealed class ServerMetrics
{
    private readonly CounterFamily _requests = new("k2_requests_total", "Requests that were admitted and have ended.", "model", "status");
    private readonly CounterFamily _responses = new("k2_http_responses_total", "Responses of all endpoints.", "code");
    private readonly CounterFamily _refusals = new("k2_requests_refused_total", "Requests refused, by the type of the error.", "type");
    private readonly Counter _prompt = new();
    private readonly Counter _cached = new();
    private readonly Counter _completion = new();
    private readonly Counter _reasoning = new();
    private readonly Counter _completed = new();
    private readonly Counter _aborted = new();

    /// <summary>From a request's arrival to its first token, in seconds.</summary>
    public Histogram TimeToFirstToken { get; } = Histogram.OfWaits();

    /// <summary>Between two tokens of an answer, in seconds.</summary>
    public Histogram TimePerOutputToken { get; } = Histogram.OfTokens();

    /// <summary>From a request's arrival to its end, in seconds.</summary>
    public Histogram RequestDuration { get; } = Histogram.OfAnswers();

    /// <summary>Counts a request that has ended.</summary>
    public void Count(string model, RequestOutcome outcome, TimeSpan duration)
    {
        _requests.With(model, outcome.Status.ToString().ToLowerInvariant()).Add();
        (outcome.Status == RequestStatus.Completed ? _completed : _aborted).Add();
        _prompt.Add(outcome.PromptTokens);
        _cached.Add(outcome.CachedTokens);
        _completion.Add(outcome.CompletionTokens);
        _reasoning.Add(outcome.ReasoningTokens);
        RequestDuration.Observe(duration.TotalSeconds);
    }

    /// <summary>Counts a request that was not let in.</summary>
    public void CountRefusal(string type) => _refusals.With(type).Add();

    /// <summary>Counts a response.</summary>
    public void CountResponse(int status) => _responses.With(status.ToString()).Add();

    /// <summary>Writes everything that is counted here, under its own names and under vLLM's.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The label that vLLM's series carry.</param>
    public void Write(PrometheusWriter writer, string model)
    {
        _requests.Write(writer);
        _responses.Write(writer);
        _refusals.Write(writer);
        writer.Counter("k2_prompt_tokens_total", "Tokens of prompts.", string.Empty, _prompt.Value);
        writer.Counter("k2_cached_tokens_total", "Tokens of prompts that were in the prefix cache.", string.Empty, _cached.Value);
        writer.Counter("k2_completion_tokens_total", "Tokens of answers, reasoning included.", string.Empty, _completion.Value);
        writer.Counter("k2_reasoning_tokens_total", "Tokens of reasoning.", string.Empty, _reasoning.Value);
        TimeToFirstToken.Write(writer, "k2_time_to_first_token_seconds", "From a request's arrival to its first token.", string.Empty);
        TimePerOutputToken.Write(writer, "k2_time_per_output_token_seconds", "Between two tokens of an answer.", string.Empty);
        RequestDuration.Write(writer, "k2_request_duration_seconds", "From a request's arrival to its end.", string.Empty);

        string label = PrometheusWriter.Labels(["model_name"], [model]);
        writer.Counter("vllm:prompt_tokens_total", "As k2_prompt_tokens_total.", label, _prompt.Value);
        writer.Counter("vllm:generation_tokens_total", "As k2_completion_tokens_total.", label, _completion.Value);
        writer.Counter("vllm:prefix_cache_queries_total", "As k2_prompt_tokens_total: every prompt is looked up.", label, _prompt.Value);
        writer.Counter("vllm:prefix_cache_hits_total", "As k2_cached_tokens_total.", label, _cached.Value);
        writer.Family("vllm:request_success_total", "counter", "Requests that ended, by how.");
        writer.Sample("vllm:request_success_total", label + ",finished_reason=\"stop\"", _completed.Value);
        writer.Sample("vllm:request_success_total", label + ",finished_reason=\"abort\"", _aborted.Value);
        TimeToFirstToken.Write(writer, "vllm:time_to_first_token_seconds", "As k2_time_to_first_token_seconds.", label);
        TimePerOutputToken.Write(writer, "vllm:time_per_output_token_seconds", "As k2_time_per_output_token_seconds.", label);
        TimePerOutputToken.Write(writer, "vllm:inter_token_latency_seconds", "As k2_time_per_output_token_seconds.", label);
        RequestDuration.Write(writer, "vllm:e2e_request_latency_seconds", "As k2_request_duration_seconds.", label);
    }
}
