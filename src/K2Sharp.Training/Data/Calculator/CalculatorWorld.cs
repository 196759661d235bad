using System.Globalization;
using System.Text.Json;

namespace K2Sharp.Training.Data.Calculator;

/// <summary>Evaluates the expressions that it is called with.</summary>
internal sealed class CalculatorWorld(CalculatorTool tool) : IToolWorld
{
    private const int Places = 4;

    public string Call(ToolRequest request)
    {
        if (request.Name != tool.Name)
        {
            return """{"error":"unknown tool"}""";
        }

        if (!tool.TryReadExpression(request.Arguments, out string expression))
        {
            return $$"""{"error":"{{tool.Argument}} is missing"}""";
        }

        string result = Evaluate(expression, out string error);
        return error.Length == 0 ? $$"""{"result":{{result}}}""" : $$"""{"error":"{{error}}"}""";
    }

    /// <summary>The value with at most four decimals, or an empty text and the error.</summary>
    public static string Evaluate(string expression, out string error) =>
        ExpressionEvaluator.TryEvaluate(expression, out decimal value, out error) ? Format(value) : string.Empty;

    public static string Format(decimal value)
    {
        decimal rounded = Math.Round(value, Places, MidpointRounding.AwayFromZero);

        // Minus zero is a value of decimal, but no number that a calculator shows.
        return rounded == 0 ? "0" : rounded.ToString("0.####", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a result message; an error gives its text.</summary>
    public static bool TryReadResult(string message, out string resultOrError)
    {
        using JsonDocument document = JsonDocument.Parse(message);
        bool isResult = document.RootElement.TryGetProperty("result", out JsonElement result);
        resultOrError = isResult ? result.GetRawText() : document.RootElement.GetProperty("error").GetString()!;
        return isResult;
    }
}
