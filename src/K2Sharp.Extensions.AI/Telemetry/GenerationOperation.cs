using System.Diagnostics;
using K2Sharp.Inference.Sampling;

namespace K2Sharp.Extensions.AI.Telemetry;

/// <summary>The span and the measurements of one request. It never holds text of the prompt or the answer.</summary>
internal sealed class GenerationOperation : IDisposable
{
    private readonly K2Metrics _metrics;
    private readonly TimeProvider _clock;
    private readonly Activity? _activity;
    private readonly long _begin;
    private TagList _tags;
    private long _firstToken;
    private long _lastToken;
    private long _tokens;
    private bool _isEnded;

    public GenerationOperation(K2Metrics metrics, TimeProvider clock, string operation, string model)
    {
        _metrics = metrics;
        _clock = clock;
        _begin = clock.GetTimestamp();
        _tags = new TagList
        {
            { GenAI.OperationName, operation },
            { GenAI.ProviderName, GenAI.Provider },
            { GenAI.RequestModel, model },
            { GenAI.ResponseModel, model },
        };
        _activity = K2Metrics.Source.HasListeners() ? K2Metrics.Source.StartActivity($"{operation} {model}", ActivityKind.Internal, default(ActivityContext), _tags) : null;
    }

    /// <summary>Says what was asked for.</summary>
    public void Describe(SamplingOptions sampling, int? maxTokens, int choices)
    {
        if (_activity is null)
        {
            return;
        }

        _activity.SetTag(GenAI.RequestTemperature, sampling.Temperature).SetTag(GenAI.RequestTopP, sampling.TopP);
        _activity.SetTag(GenAI.RequestMaxTokens, maxTokens).SetTag(GenAI.RequestSeed, sampling.Seed);
        if (choices > 1)
        {
            _activity.SetTag(GenAI.RequestChoices, choices);
        }
    }

    /// <summary>A token was generated. Of several answers the first is measured: the others run beside it.</summary>
    public void OnToken(int choice)
    {
        if (choice > 0)
        {
            return;
        }

        long now = _clock.GetTimestamp();
        if (_tokens++ == 0)
        {
            _firstToken = now;
            _metrics.TimeToFirstToken.Record(_clock.GetElapsedTime(_begin, now).TotalSeconds, _tags);
        }

        _lastToken = now;
    }

    /// <summary>The request is complete.</summary>
    public void Complete(string responseId, int promptTokens, int cachedTokens, int completionTokens, int reasoningTokens, string[] finishReasons)
    {
        if (_activity is not null)
        {
            _activity.SetTag(GenAI.ResponseId, responseId).SetTag(GenAI.FinishReasons, finishReasons);
            _activity.SetTag(GenAI.InputTokens, promptTokens).SetTag(GenAI.OutputTokens, completionTokens);
            _activity.SetTag(GenAI.CachedTokens, cachedTokens).SetTag(GenAI.ReasoningTokens, reasoningTokens);
        }

        RecordTokens(promptTokens, "input");
        RecordTokens(completionTokens, "output");
        End();
    }

    /// <summary>The request failed.</summary>
    /// <param name="errorType">A name of few values: an exception's type or an error type of the API.</param>
    public void Fail(string errorType)
    {
        if (!_isEnded)
        {
            _tags.Add(GenAI.ErrorType, errorType);
            _activity?.SetTag(GenAI.ErrorType, errorType).SetStatus(ActivityStatusCode.Error);
            End();
        }
    }

    /// <summary>Ends what was neither completed nor failed: the caller has left.</summary>
    public void Dispose() => Fail("cancelled");

    private void RecordTokens(int tokens, string type)
    {
        TagList tags = _tags;
        tags.Add(GenAI.TokenType, type);
        _metrics.TokenUsage.Record(tokens, tags);
    }

    private void End()
    {
        _isEnded = true;
        double seconds = _clock.GetElapsedTime(_begin).TotalSeconds;
        _metrics.OperationDuration.Record(seconds, _tags);
        _metrics.RequestDuration.Record(seconds, _tags);
        if (_tokens > 1)
        {
            _metrics.TimePerOutputToken.Record(_clock.GetElapsedTime(_firstToken, _lastToken).TotalSeconds / (_tokens - 1), _tags);
        }

        _activity?.Dispose();
    }
}
