using System.Runtime.CompilerServices;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary>The message of an error, which is only made when somebody collects errors.</summary>
[InterpolatedStringHandler]
internal ref struct FailureText
{
    private DefaultInterpolatedStringHandler _text;

    public FailureText(int literalLength, int formattedCount, Evaluation evaluation, out bool isWanted)
    {
        isWanted = evaluation.IsCollecting;
        if (isWanted)
        {
            _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount);
        }
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string ToStringAndClear() => _text.ToStringAndClear();
}
