using System.Globalization;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Schema.Validation.Patterns;

/// <summary>
/// What <c>\p{..}</c> may name: the general categories with their short and long names, a few properties that need no tables, and
/// Script=Han. Other scripts and binary properties are not known to .NET.
/// </summary>
internal static class UnicodeProperties
{
    private static readonly Lazy<CodePointSet[]> s_categories = new(ReadCategories);
    private static readonly Lazy<CodePointSet> s_han = new(() => Where(HanScript.Contains));

    private static readonly Dictionary<string, UnicodeCategory[]> s_names = BuildNames();

    /// <summary>The code points with a property; null when it is not known.</summary>
    /// <param name="expression">What stands between the braces.</param>
    public static CodePointSet? Find(string expression)
    {
        int equals = expression.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? expression : expression[..equals];
        string value = equals < 0 ? expression : expression[(equals + 1)..];
        if (equals >= 0 && name is "Script" or "sc" or "Script_Extensions" or "scx")
        {
            return value is "Han" or "Hani" && name is "Script" or "sc" ? s_han.Value : null;
        }

        if (equals >= 0 && name is not ("General_Category" or "gc"))
        {
            return null;
        }

        if (s_names.TryGetValue(value, out UnicodeCategory[]? categories))
        {
            return CodePointSet.Union(categories.Select(category => s_categories.Value[(int)category]));
        }

        return equals >= 0 ? null : value switch
        {
            "Any" => CodePointSet.All,
            "Assigned" => s_categories.Value[(int)UnicodeCategory.OtherNotAssigned].Complement(),
            "ASCII" => CodePointSet.Of((0, 0x7F)),
            "ASCII_Hex_Digit" or "AHex" => CodePointSet.Of(('0', '9'), ('A', 'F'), ('a', 'f')),
            _ => null,
        };
    }

    private static CodePointSet[] ReadCategories()
    {
        List<(int First, int Last)>[] ranges = [.. Enumerable.Range(0, (int)UnicodeCategory.OtherNotAssigned + 1).Select(_ => new List<(int First, int Last)>())];
        int first = 0;
        UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(0);
        for (int codePoint = 1; codePoint <= CodePointSet.Last + 1; codePoint++)
        {
            UnicodeCategory next = codePoint > CodePointSet.Last ? (UnicodeCategory)(-1) : CharUnicodeInfo.GetUnicodeCategory(codePoint);
            if (next != category)
            {
                ranges[(int)category].Add((first, codePoint - 1));
                (first, category) = (codePoint, next);
            }
        }

        return [.. ranges.Select(list => CodePointSet.Of([.. list]))];
    }

    private static CodePointSet Where(Func<int, bool> contains)
    {
        List<(int First, int Last)> ranges = [];
        for (int codePoint = 0; codePoint <= CodePointSet.Last; codePoint++)
        {
            if (contains(codePoint))
            {
                ranges.Add((codePoint, codePoint));
            }
        }

        return CodePointSet.Of([.. ranges]);
    }

    private static Dictionary<string, UnicodeCategory[]> BuildNames()
    {
        Dictionary<string, UnicodeCategory[]> names = new(StringComparer.Ordinal);
        void Add(string aliases, params UnicodeCategory[] categories)
        {
            foreach (string alias in aliases.Split(' '))
            {
                names.Add(alias, categories);
            }
        }

        Add("Lu Uppercase_Letter", UnicodeCategory.UppercaseLetter);
        Add("Ll Lowercase_Letter", UnicodeCategory.LowercaseLetter);
        Add("Lt Titlecase_Letter", UnicodeCategory.TitlecaseLetter);
        Add("Lm Modifier_Letter", UnicodeCategory.ModifierLetter);
        Add("Lo Other_Letter", UnicodeCategory.OtherLetter);
        Add("Mn Nonspacing_Mark", UnicodeCategory.NonSpacingMark);
        Add("Mc Spacing_Mark", UnicodeCategory.SpacingCombiningMark);
        Add("Me Enclosing_Mark", UnicodeCategory.EnclosingMark);
        Add("Nd Decimal_Number digit", UnicodeCategory.DecimalDigitNumber);
        Add("Nl Letter_Number", UnicodeCategory.LetterNumber);
        Add("No Other_Number", UnicodeCategory.OtherNumber);
        Add("Pc Connector_Punctuation", UnicodeCategory.ConnectorPunctuation);
        Add("Pd Dash_Punctuation", UnicodeCategory.DashPunctuation);
        Add("Ps Open_Punctuation", UnicodeCategory.OpenPunctuation);
        Add("Pe Close_Punctuation", UnicodeCategory.ClosePunctuation);
        Add("Pi Initial_Punctuation", UnicodeCategory.InitialQuotePunctuation);
        Add("Pf Final_Punctuation", UnicodeCategory.FinalQuotePunctuation);
        Add("Po Other_Punctuation", UnicodeCategory.OtherPunctuation);
        Add("Sm Math_Symbol", UnicodeCategory.MathSymbol);
        Add("Sc Currency_Symbol", UnicodeCategory.CurrencySymbol);
        Add("Sk Modifier_Symbol", UnicodeCategory.ModifierSymbol);
        Add("So Other_Symbol", UnicodeCategory.OtherSymbol);
        Add("Zs Space_Separator", UnicodeCategory.SpaceSeparator);
        Add("Zl Line_Separator", UnicodeCategory.LineSeparator);
        Add("Zp Paragraph_Separator", UnicodeCategory.ParagraphSeparator);
        Add("Cc Control cntrl", UnicodeCategory.Control);
        Add("Cf Format", UnicodeCategory.Format);
        Add("Cs Surrogate", UnicodeCategory.Surrogate);
        Add("Co Private_Use", UnicodeCategory.PrivateUse);
        Add("Cn Unassigned", UnicodeCategory.OtherNotAssigned);
        Add("LC Cased_Letter", UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter);
        AddGroup("L Letter", "Lu Ll Lt Lm Lo");
        AddGroup("M Mark Combining_Mark", "Mn Mc Me");
        AddGroup("N Number", "Nd Nl No");
        AddGroup("P Punctuation punct", "Pc Pd Ps Pe Pi Pf Po");
        AddGroup("S Symbol", "Sm Sc Sk So");
        AddGroup("Z Separator", "Zs Zl Zp");
        AddGroup("C Other", "Cc Cf Cs Co Cn");
        return names;

        void AddGroup(string aliases, string members) => Add(aliases, [.. members.Split(' ').SelectMany(member => names[member])]);
    }
}
