using CsCheck;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Ledger;
using K2Sharp.Server.Limits;
using Microsoft.Extensions.Time.Testing;

namespace K2Sharp.Server.Tests.Limits;

public sealed class KeyGateTests
{
    private static readonly ModelPrice s_price = new(0.15m, 0.60m, 2.50m);
    private readonly FakeTimeProvider _time = new();

    /// <summary>
    /// Whatever clients do with sizes, overlaps and the clock: in no 60 seconds are more tokens used than the limit, even if each request used
    /// all of its tokens at the worst moment of its run.
    /// </summary>
    [Fact]
    public void Tokens_per_minute_cannot_be_passed_however_requests_are_cut()
        => Gen.Select(Gen.Int[0, 2], Gen.Int[1, 400], Gen.Int[1, 600], Gen.Double[0, 1], Gen.Int[0, 40_000]).Array[1, 120].Sample(steps =>
        {
            const int limit = 1000;
            var time = new FakeTimeProvider();
            using KeyGate gate = Gate(new KeyLimits(TokensPerMinute: limit), time);
            DateTimeOffset begin = time.GetUtcNow();
            List<(DateTimeOffset From, DateTimeOffset To, long Used)> ended = [];
            List<(DateTimeOffset From, TokenReservation Held, int Prompt, double Share)> running = [];
            foreach ((int action, int prompt, int max, double share, int milliseconds) in steps)
            {
                time.Advance(TimeSpan.FromMilliseconds(milliseconds % (milliseconds > 30_000 ? 40_000 : 2000)));
                if (action < 2)
                {
                    try
                    {
                        running.Add((time.GetUtcNow(), gate.Reserve(Estimate(prompt, max), s_price), prompt, share));
                    }
                    catch (ApiException exception)
                    {
                        Assert.Equal((429, ErrorTypes.RateLimitReached), (exception.Error.Status, exception.Error.Type));
                    }
                }
                else if (running.Count > 0)
                {
                    (DateTimeOffset from, TokenReservation held, int sent, double part) = running[max % running.Count];
                    running.RemoveAt(max % running.Count);
                    long used = sent + (long)(part * held.MaxTokens);
                    gate.Settle(held, used, cost: 0);
                    ended.Add((from, time.GetUtcNow(), used));
                }
            }

            ended.AddRange(running.Select(request => (request.From, time.GetUtcNow(), request.Held.Tokens)));
            for (DateTimeOffset at = begin; at <= time.GetUtcNow(); at += TimeSpan.FromSeconds(1))
            {
                long most = ended.Where(request => request.To > at - TimeSpan.FromSeconds(60) && request.From <= at).Sum(request => request.Used);
                Assert.True(most <= limit, $"{most} tokens within the minute before {at - begin}");
            }
        });

    [Fact]
    public void Splitting_a_request_passes_no_more_tokens_than_one_request_would()
    {
        foreach (int pieces in (int[])[1, 7, 100])
        {
            using KeyGate gate = Gate(new KeyLimits(TokensPerMinute: 1000), _time);
            int passed = 0;
            for (int i = 0; i < 3 * pieces; i++)
            {
                try
                {
                    gate.Reserve(Estimate(400 / pieces, 600 / pieces), s_price);
                    passed += (400 / pieces) + (600 / pieces);
                }
                catch (ApiException)
                {
                    // Refused: the limit is reached.
                }
            }

            Assert.InRange(passed, 900, 1000);
        }
    }

    [Fact]
    public void What_was_reserved_and_not_used_is_given_back()
    {
        using KeyGate gate = Gate(new KeyLimits(TokensPerMinute: 1000), _time);
        TokenReservation held = gate.Reserve(Estimate(100, 900), s_price);
        Assert.Throws<ApiException>(() => gate.Reserve(Estimate(1, 1), s_price));
        gate.Settle(held, 150, cost: 0);
        Assert.Equal(850, gate.Tokens()!.Value.Remaining);
        gate.Reserve(Estimate(50, 800), s_price);
    }

    [Fact]
    public void A_refusal_names_the_limit_its_numbers_and_the_wait()
    {
        using KeyGate gate = Gate(new KeyLimits(TokensPerMinute: 1000), _time);
        gate.Settle(gate.Reserve(Estimate(100, 800), s_price), 900, cost: 0);
        _time.Advance(TimeSpan.FromSeconds(20));
        ApiError error = Refused(() => gate.Reserve(Estimate(100, 50), s_price));
        foreach (string part in (string[])["\"ci\"", "TPM", "900", "1000", "150 tokens (prompt 100, at most 50 for the answer)"])
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.InRange(error.RetryAfter!.Value.TotalSeconds, 40, 41);
        _time.Advance(error.RetryAfter.Value);
        gate.Reserve(Estimate(100, 50), s_price);
    }

    [Fact]
    public void What_can_never_pass_is_not_told_to_wait()
    {
        using KeyGate gate = Gate(new KeyLimits(TokensPerMinute: 1000), _time);
        ApiError error = Refused(() => gate.Reserve(Estimate(100, 901), s_price));
        Assert.Null(error.RetryAfter);
        Assert.Contains("lower max_tokens", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, 100, 262_044)]
    [InlineData(10_000_000L, null, 100, 32_768)]
    [InlineData(1000L, null, 100, 900)]
    [InlineData(1000L, 500L, 100, 400)]
    public void An_answer_without_a_maximum_gets_one_that_fits(long? minute, long? day, int prompt, int expected)
    {
        using KeyGate gate = Gate(new KeyLimits(TokensPerMinute: minute, TokensPerDay: day), _time);
        Assert.Equal(expected, gate.Reserve(Estimate(prompt, 262_044, isMaxGiven: false), s_price).MaxTokens);
    }

    [Fact]
    public void A_day_s_tokens_come_back_a_day_later()
    {
        using KeyGate gate = Gate(new KeyLimits(TokensPerDay: 1000), _time);
        gate.Settle(gate.Reserve(Estimate(500, 500), s_price), 1000, cost: 0);
        _time.Advance(TimeSpan.FromHours(23));
        Assert.Contains("TPD", Refused(() => gate.Reserve(Estimate(1, 1), s_price)).Message, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromHours(1.5));
        gate.Reserve(Estimate(500, 500), s_price);
    }

    [Fact]
    public void Requests_per_minute_are_counted_and_refused_ones_are_not()
    {
        using KeyGate gate = Gate(new KeyLimits(RequestsPerMinute: 3), _time);
        for (int i = 0; i < 3; i++)
        {
            gate.Enter()?.Dispose();
        }

        for (int i = 0; i < 10; i++)
        {
            ApiError error = Refused(() => gate.Enter());
            Assert.Contains("RPM limit: 3 requests", error.Message, StringComparison.Ordinal);
            Assert.InRange(error.RetryAfter!.Value.TotalSeconds, 59, 61);
        }

        Assert.Equal((3, 0), (gate.Requests()!.Value.Limit, gate.Requests()!.Value.Remaining));
        _time.Advance(TimeSpan.FromSeconds(61));
        gate.Enter()?.Dispose();
        Assert.Equal(2, gate.Requests()!.Value.Remaining);
    }

    [Fact]
    public void No_more_requests_run_than_may_and_a_place_is_free_again_at_its_end()
    {
        using KeyGate gate = Gate(new KeyLimits(Concurrency: 2, RequestsPerMinute: 3), _time);
        IDisposable first = gate.Enter()!;
        using IDisposable second = gate.Enter()!;
        Assert.Contains("concurrency limit", Refused(() => gate.Enter()).Message, StringComparison.Ordinal);
        first.Dispose();
        using IDisposable third = gate.Enter()!;

        // A place that was taken before RPM refused is given back.
        second.Dispose();
        Assert.Contains("RPM", Refused(() => gate.Enter()).Message, StringComparison.Ordinal);
        Assert.Contains("RPM", Refused(() => gate.Enter()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Money_is_reserved_as_tokens_are()
    {
        using KeyGate gate = Gate(new KeyLimits(Credit: 0.01m), _time);

        // 1000 x 0.60 and 3000 x 2.50 for a million: 0.0006 + 0.0075.
        TokenReservation held = gate.Reserve(Estimate(1000, 3000), s_price);
        Assert.Equal(0.0081m, held.Money);
        ApiError error = Refused(() => gate.Reserve(Estimate(1000, 1000), s_price));
        Assert.Equal((429, ErrorTypes.ExceededCurrentQuota), (error.Status, error.Type));
        Assert.Contains("0.0019", error.Message, StringComparison.Ordinal);
        gate.Settle(held, 1100, cost: 0.0008m);
        Assert.Equal(0.0031m, gate.Reserve(Estimate(1000, 1000), s_price).Money);
    }

    [Fact]
    public void An_answer_without_a_maximum_is_as_long_as_the_money_lasts()
    {
        using KeyGate gate = Gate(new KeyLimits(Credit: 0.01m), _time);
        TokenReservation held = gate.Reserve(Estimate(1000, 262_144, isMaxGiven: false), s_price);
        Assert.Equal(3760, held.MaxTokens);
        Assert.InRange(held.Money, 0.0099m, 0.01m);
    }

    [Fact]
    public void A_key_whose_credit_is_spent_gets_nothing()
    {
        using var gate = new KeyGate("ci", new KeyLimits(Credit: 1m), spent: 1m, 32_768, new LimitClock(_time));
        Assert.Equal(ErrorTypes.ExceededCurrentQuota, Refused(() => gate.Reserve(Estimate(1, 1, isMaxGiven: false), s_price)).Type);
    }

    [Fact]
    public void What_an_earlier_process_used_counts()
    {
        using KeyGate gate = Gate(new KeyLimits(TokensPerDay: 1000), _time);
        gate.Restore(700, TimeSpan.FromHours(3));
        gate.Restore(5000, TimeSpan.FromHours(30));
        Assert.Equal(300, gate.Tokens()!.Value.Remaining);
    }

    private static KeyGate Gate(KeyLimits limits, TimeProvider time) => new("ci", limits, spent: 0, defaultMaxTokens: 32_768, new LimitClock(time));

    private static RequestEstimate Estimate(int prompt, int max, bool isMaxGiven = true) =>
        new("/v1/chat/completions", "kimi-k2-thinking", prompt, max, Choices: 1, IsStream: true, isMaxGiven);

    private static ApiError Refused(Action action) => Assert.Throws<ApiException>(action).Error;

    private static ApiError Refused(Func<object?> action) => Assert.Throws<ApiException>(action).Error;
}
