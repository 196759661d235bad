namespace K2Sharp.Evals.Grading.Mathematics;

/// <summary>The functions that answers are written with.</summary>
internal static class MathFunctions
{
    private static readonly Dictionary<string, Func<double, double>> s_functions = new(StringComparer.Ordinal)
    {
        ["sin"] = Math.Sin,
        ["cos"] = Math.Cos,
        ["tan"] = Math.Tan,
        ["cot"] = x => 1 / Math.Tan(x),
        ["sec"] = x => 1 / Math.Cos(x),
        ["csc"] = x => 1 / Math.Sin(x),
        ["arcsin"] = Math.Asin,
        ["arccos"] = Math.Acos,
        ["arctan"] = Math.Atan,
        ["ln"] = Math.Log,
        ["log"] = Math.Log,
        ["lg"] = Math.Log10,
        ["exp"] = Math.Exp,
        ["floor"] = Math.Floor,
        ["ceil"] = Math.Ceiling,
    };

    public static IEnumerable<string> Names => s_functions.Keys;

    public static bool IsOne(string name) => s_functions.ContainsKey(name);

    public static double Call(string name, double argument) => s_functions[name](argument);
}
