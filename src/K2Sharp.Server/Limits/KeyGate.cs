using System.Threading.RateLimiting;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Ledger;

namespace K2Sharp.Server.Limits;

/// <summary>One key's limits. Requests enter it before they are read, and reserve tokens when these are known.</summary>
internal sealed class KeyGate : IDisposable
{
    private const int OverloadRetrySeconds = 5;
    private readonly Lock _lock = new();
    private readonly string _name;
    private readonly LimitClock _clock;
    private readonly int _defaultMaxTokens;
    private readonly ConcurrencyLimiter? _concurrency;
    private readonly int _concurrencyLimit;
    private readonly long? _requestLimit;
    private readonly SlidingWindow _requests = new(TimeSpan.FromMinutes(1), 60);
    private readonly TokenQuota[] _tokens;
    private readonly CreditQuota? _credit;

    /// <summary>A gate that nothing has passed.</summary>
    /// <param name="name">The key's name, for messages.</param>
    /// <param name="limits">The key's limits.</param>
    /// <param name="spent">Money that the key has spent before.</param>
    /// <param name="defaultMaxTokens">The longest answer of a request that names no maximum.</param>
    /// <param name="clock">Time.</param>
    public KeyGate(string name, KeyLimits limits, decimal spent, int defaultMaxTokens, LimitClock clock)
    {
        _name = name;
        _clock = clock;
        _defaultMaxTokens = defaultMaxTokens;
        _requestLimit = limits.RequestsPerMinute;
        if (limits.Concurrency is { } concurrency)
        {
            _concurrencyLimit = concurrency;
            _concurrency = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = concurrency, QueueLimit = 0 });
        }

        List<TokenQuota> tokens = [];
        if (limits.TokensPerMinute is { } minute)
        {
            tokens.Add(new TokenQuota("TPM", "minute", minute, new SlidingWindow(TimeSpan.FromMinutes(1), 60)));
        }

        if (limits.TokensPerDay is { } day)
        {
            tokens.Add(new TokenQuota("TPD", "24 hours", day, new SlidingWindow(TimeSpan.FromDays(1), 96)));
        }

        _tokens = [.. tokens];
        _credit = limits.Credit is { } credit ? new CreditQuota(credit, spent) : null;
    }

    /// <summary>Counts tokens that the key used in an earlier process.</summary>
    public void Restore(long tokens, TimeSpan age)
    {
        lock (_lock)
        {
            foreach (TokenQuota quota in _tokens)
            {
                quota.Restore(tokens, age, _clock.Now);
            }
        }
    }

    /// <summary>Lets a request in; refused ones count neither as requests nor as running.</summary>
    /// <returns>To be disposed of when the request is over.</returns>
    /// <exception cref="ApiException">Concurrency or RPM is used up.</exception>
    public IDisposable? Enter()
    {
        RateLimitLease? lease = _concurrency?.AttemptAcquire();
        if (lease is { IsAcquired: false })
        {
            lease.Dispose();
            throw RateLimited($"key \"{_name}\" reached its concurrency limit: {_concurrencyLimit} requests are running, limit {_concurrencyLimit}; try again when one has ended", TimeSpan.FromSeconds(1));
        }

        try
        {
            Count();
            return lease;
        }
        catch
        {
            lease?.Dispose();
            throw;
        }
    }

    /// <summary>Reserves what a request may use at most.</summary>
    /// <exception cref="ApiException">TPM, TPD or the credit does not allow it.</exception>
    public TokenReservation Reserve(RequestEstimate estimate, ModelPrice price)
    {
        lock (_lock)
        {
            TimeSpan now = _clock.Now;
            int maxTokens = estimate.IsMaxGiven ? estimate.MaxCompletionTokens : Bound(estimate, price);
            long tokens = estimate.PromptTokens + ((long)estimate.Choices * maxTokens);
            foreach (TokenQuota quota in _tokens)
            {
                ThrowIfExceeded(quota, tokens, estimate, maxTokens, now);
            }

            decimal money = 0;
            if (_credit is { } credit)
            {
                money = price.Most(estimate.PromptTokens, estimate.Choices * (long)maxTokens);
                ThrowIfExceeded(credit, money, estimate, maxTokens);
                credit.Reserve(money);
            }

            foreach (TokenQuota quota in _tokens)
            {
                quota.Reserve(tokens);
            }

            return new TokenReservation(tokens, money, maxTokens);
        }
    }

    /// <summary>Gives a reservation back and counts what was used of it.</summary>
    public void Settle(TokenReservation reservation, long tokens, decimal cost)
    {
        lock (_lock)
        {
            foreach (TokenQuota quota in _tokens)
            {
                quota.Settle(reservation.Tokens, tokens, _clock.Now);
            }

            _credit?.Settle(reservation.Money, cost);
        }
    }

    /// <summary>Where the key stands with RPM; null without that limit.</summary>
    public RateLimitState? Requests()
    {
        lock (_lock)
        {
            TimeSpan now = _clock.Now;
            return _requestLimit is not { } limit ? null : new RateLimitState(
                limit,
                Math.Max(0, limit - _requests.Sum(now)),
                _requests.Sum(now) is > 0 and long sum ? _requests.TimeUntilFree(sum, now) ?? _requests.Length : TimeSpan.Zero);
        }
    }

    /// <summary>Where the key stands with the narrower of TPM and TPD; null without either.</summary>
    public RateLimitState? Tokens()
    {
        lock (_lock)
        {
            TimeSpan now = _clock.Now;
            TokenQuota? narrowest = _tokens.MinBy(quota => quota.Remaining(now));
            return narrowest is null ? null : new RateLimitState(narrowest.Limit, narrowest.Remaining(now), narrowest.TimeUntilFull(now));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _concurrency?.Dispose();

    private static ApiException RateLimited(string message, TimeSpan? retryAfter) =>
        new(new ApiError(429, ErrorTypes.RateLimitReached, message) { RetryAfter = retryAfter });

    private static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds) is var seconds && seconds == 1 ? "1 second" : $"{seconds} seconds";

    private void Count()
    {
        if (_requestLimit is not { } limit)
        {
            return;
        }

        lock (_lock)
        {
            TimeSpan now = _clock.Now;
            long taken = _requests.Sum(now);
            if (taken >= limit)
            {
                TimeSpan wait = _requests.TimeUntilFree(taken - limit + 1, now) ?? _requests.Length;
                throw RateLimited($"key \"{_name}\" reached its RPM limit: {taken} requests in the last minute, limit {limit}; try again after {Seconds(wait)}", wait);
            }

            _requests.Add(1, now);
        }
    }

    /// <summary>The longest answer of a request that names no maximum: such that it fits into empty windows and the money that is left.</summary>
    private int Bound(RequestEstimate estimate, ModelPrice price)
    {
        if (_tokens.Length == 0 && _credit is null)
        {
            return estimate.MaxCompletionTokens;
        }

        long bound = Math.Min(estimate.MaxCompletionTokens, _defaultMaxTokens);
        foreach (TokenQuota quota in _tokens)
        {
            bound = Math.Min(bound, (quota.Limit - estimate.PromptTokens) / estimate.Choices);
        }

        if (_credit is { } credit && price.Output > 0)
        {
            decimal forAnswer = credit.Remaining - price.Most(estimate.PromptTokens, 0);
            decimal affordable = decimal.Floor(forAnswer * ModelPrice.TokensPerPrice / price.Output / estimate.Choices);
            bound = (long)Math.Min(bound, affordable);
        }

        // At least one, so that what does not fit is refused with its numbers.
        return (int)Math.Max(1, bound);
    }

    private void ThrowIfExceeded(TokenQuota quota, long tokens, RequestEstimate estimate, int maxTokens, TimeSpan now)
    {
        string asked = $"{tokens} tokens (prompt {estimate.PromptTokens}, at most {maxTokens} for {(estimate.Choices == 1 ? "the answer" : $"each of {estimate.Choices} answers")})";
        if (tokens > quota.Limit)
        {
            // No time of waiting makes this fit.
            throw RateLimited($"key \"{_name}\" has a {quota.Name} limit of {quota.Limit}, and this request alone asks for {asked}: lower max_tokens or shorten the prompt", null);
        }

        if (!quota.Fits(tokens, now))
        {
            TimeSpan wait = quota.TimeUntilFits(tokens, now) ?? TimeSpan.FromSeconds(OverloadRetrySeconds);
            throw RateLimited(
                $"key \"{_name}\" reached its {quota.Name} limit: {quota.Taken(now)} tokens used or reserved in the last {quota.Unit}, limit {quota.Limit}, and this request asks for {asked}; try again after {Seconds(wait)}",
                wait);
        }
    }

    private void ThrowIfExceeded(CreditQuota credit, decimal money, RequestEstimate estimate, int maxTokens)
    {
        if (credit.Remaining <= 0 || money > credit.Remaining)
        {
            throw new ApiException(new ApiError(
                429,
                ErrorTypes.ExceededCurrentQuota,
                $"key \"{_name}\" has {credit.Remaining} of its credit of {credit.Credit} left, and this request (prompt {estimate.PromptTokens}, at most {maxTokens} tokens for an answer) may cost {money}: lower max_tokens or ask for more credit"));
        }
    }
}
