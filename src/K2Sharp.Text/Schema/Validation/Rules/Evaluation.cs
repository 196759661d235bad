using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using K2Sharp.Text.Schema.Validation.Loading;
using K2Sharp.Text.Schema.Validation.Patterns;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary>
/// One check of one value: where it is, what it may still cost, which resources it came through, and the errors. When a limit is
/// reached every further check fails at once and the whole value counts as not valid, also under <c>not</c>.
/// </summary>
internal sealed class Evaluation(SchemaValidationOptions options, bool collect)
{
    private const int BytesOfAStep = 256;

    private readonly List<object> _path = [];
    private readonly List<SchemaResource> _scope = [];
    private readonly List<bool> _entered = [];
    private List<SchemaError>? _errors = collect ? [] : null;
    private int _errorCount;
    private long _steps;

    /// <summary>Whether messages are wanted at all.</summary>
    public bool IsCollecting => _errors is not null;

    /// <summary>Whether a schema that has failed should be checked further, for its other errors.</summary>
    public bool WantsMoreErrors => IsCollecting && _errorCount < options.MaximumErrors && Limit is null;

    /// <summary>The limit that was reached, if any.</summary>
    public SchemaError? Limit { get; private set; }

    public IReadOnlyList<SchemaError> Errors => _errors ?? [];

    /// <summary>The resources through which the check has come, the first outermost.</summary>
    public IReadOnlyList<SchemaResource> Scope => _scope;

    /// <summary>Begins a schema; false when no more may be begun.</summary>
    public bool Enter(SchemaNode node, JsonElement value)
    {
        if (Limit is not null)
        {
            return false;
        }

        // What a schema costs grows with the text of its value.
        Charge(1 + (JsonMarshal.GetRawUtf8Value(value).Length / BytesOfAStep));
        if (_steps > options.MaximumSteps)
        {
            return Stop(node.Location, $"the check takes more than {options.MaximumSteps} steps");
        }

        if (_entered.Count >= options.MaximumDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return Stop(node.Location, $"the rules lead more than {_entered.Count} deep into one another");
        }

        bool isNew = _scope.Count == 0 || !ReferenceEquals(_scope[^1], node.Resource);
        if (isNew)
        {
            _scope.Add(node.Resource);
        }

        _entered.Add(isNew);
        return true;
    }

    /// <summary>Counts work that a rule has done beyond the usual.</summary>
    public void Charge(long steps) => _steps += steps;

    public void Leave()
    {
        if (_entered[^1])
        {
            _scope.RemoveAt(_scope.Count - 1);
        }

        _entered.RemoveAt(_entered.Count - 1);
    }

    /// <summary>Checks a member of the value at hand.</summary>
    public bool CheckMember(SchemaNode node, string name, JsonElement value) => CheckPart(node, name, value);

    /// <summary>Checks an item of the value at hand.</summary>
    public bool CheckItem(SchemaNode node, int index, JsonElement value)
    {
        // Boxing is for messages only.
        return IsCollecting ? CheckPart(node, index, value) : node.Check(this, value, parts: null);
    }

    /// <summary>Whether a pattern matches.</summary>
    /// <exception cref="RegexMatchTimeoutException">It takes too long.</exception>
    public bool IsMatch(EcmaPattern pattern, string text)
    {
        if (pattern.IsLinear)
        {
            Charge(1 + (text.Length / BytesOfAStep));
            return pattern.IsMatch(text);
        }

        long started = Stopwatch.GetTimestamp();
        bool isMatch = pattern.IsMatch(text);
        Charge((long)Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        return isMatch;
    }

    /// <summary>Checks without reporting errors.</summary>
    public bool Try(SchemaNode node, JsonElement value, EvaluatedParts? parts)
    {
        List<SchemaError>? errors = _errors;
        _errors = null;
        bool isValid = node.Check(this, value, parts);
        _errors = errors;
        return isValid;
    }

    /// <summary>Checks and keeps the errors apart, as causes of another.</summary>
    public bool Try(SchemaNode node, JsonElement value, EvaluatedParts? parts, List<SchemaError> causes)
    {
        if (_errors is null)
        {
            return node.Check(this, value, parts);
        }

        if (_errorCount >= options.MaximumErrors)
        {
            return Try(node, value, parts);
        }

        List<SchemaError> errors = _errors;
        _errors = causes;
        bool isValid = node.Check(this, value, parts);
        _errors = errors;
        return isValid;
    }

    /// <summary>Reports that a rule is broken.</summary>
    /// <returns>False.</returns>
    public bool Fail(SchemaRule rule, [InterpolatedStringHandlerArgument("")] ref FailureText message, IReadOnlyList<SchemaError>? causes = null)
    {
        if (IsCollecting)
        {
            Add(new SchemaError(PathText(), rule.Location, rule.Keyword, message.ToStringAndClear()) { Causes = causes ?? [] });
        }

        return false;
    }

    /// <summary>Reports that a schema is false.</summary>
    /// <returns>False.</returns>
    public bool Fail(string location, string keyword, [InterpolatedStringHandlerArgument("")] ref FailureText message)
    {
        if (IsCollecting)
        {
            Add(new SchemaError(PathText(), location, keyword, message.ToStringAndClear()));
        }

        return false;
    }

    /// <summary>Ends the check because it costs too much.</summary>
    /// <returns>False.</returns>
    public bool Stop(string location, string reason)
    {
        Limit ??= new SchemaError(PathText(), location, "limit", $"not checked to the end: {reason}");
        return false;
    }

    private bool CheckPart(SchemaNode node, object token, JsonElement value)
    {
        _path.Add(token);
        bool isValid = node.Check(this, value, parts: null);
        _path.RemoveAt(_path.Count - 1);
        return isValid;
    }

    private void Add(SchemaError error)
    {
        _errorCount++;
        _errors!.Add(error);
    }

    private string PathText()
    {
        StringBuilder pointer = new();
        foreach (object token in _path)
        {
            pointer.Append('/').Append(token is string name ? JsonPointer.Escape(name) : ((int)token).ToString(CultureInfo.InvariantCulture));
        }

        return pointer.ToString();
    }
}
