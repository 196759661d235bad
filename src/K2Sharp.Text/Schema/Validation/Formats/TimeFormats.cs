using System.Globalization;

namespace K2Sharp.Text.Schema.Validation.Formats;

/// <summary>Dates, times and durations by RFC 3339.</summary>
internal static class TimeFormats
{
    public static bool IsDate(string text) => IsDate(text.AsSpan());

    public static bool IsTime(string text) => IsTime(text.AsSpan());

    public static bool IsDateTime(string text) =>
        text.Length > 11 && text[10] is 'T' or 't' && IsDate(text.AsSpan(0, 10)) && IsTime(text.AsSpan(11));

    /// <summary>RFC 3339, appendix A: units in order and without gaps, or weeks alone.</summary>
    public static bool IsDuration(string text)
    {
        if (text.Length < 3 || text[0] != 'P')
        {
            return false;
        }

        int time = text.IndexOf('T', StringComparison.Ordinal);
        ReadOnlySpan<char> date = text.AsSpan(1, (time < 0 ? text.Length : time) - 1);
        return time < 0
            ? IsUnits(date, "YMD") || IsUnits(date, "W")
            : (date.IsEmpty || IsUnits(date, "YMD")) && IsUnits(text.AsSpan(time + 1), "HMS");
    }

    private static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length == 10 && text[4] == '-' && text[7] == '-'
        && TryRead(text[..4], out int year) && TryRead(text[5..7], out int month) && TryRead(text[8..], out int day)
        && month is >= 1 and <= 12 && day >= 1 && day <= DaysIn(year, month);

    private static int DaysIn(int year, int month) => month switch
    {
        4 or 6 or 9 or 11 => 30,
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        _ => 31,
    };

    private static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':'
            || !TryRead(text[..2], out int hour) || !TryRead(text[3..5], out int minute) || !TryRead(text[6..8], out int second)
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        int at = 8;
        if (text[at] == '.')
        {
            int first = ++at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (at == first)
            {
                return false;
            }
        }

        ReadOnlySpan<char> zone = text[at..];
        int offset = 0;
        if (zone is not ("Z" or "z"))
        {
            if (zone.Length != 6 || zone[0] is not ('+' or '-') || zone[3] != ':'
                || !TryRead(zone[1..3], out int hours) || !TryRead(zone[4..], out int minutes) || hours > 23 || minutes > 59)
            {
                return false;
            }

            offset = ((hours * 60) + minutes) * (zone[0] == '-' ? -1 : 1);
        }

        // A leap second is the last of a day in UTC.
        return second < 60 || ((((hour * 60) + minute - offset) % 1440) + 1440) % 1440 == 1439;
    }

    private static bool IsUnits(ReadOnlySpan<char> text, string units)
    {
        int unit = -1;
        int at = 0;
        while (at < text.Length)
        {
            int first = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            int found = at < text.Length ? units.IndexOf(text[at], StringComparison.Ordinal) : -1;
            if (at == first || found < 0 || (unit >= 0 && found != unit + 1))
            {
                return false;
            }

            unit = found;
            at++;
        }

        return unit >= 0;
    }

    private static bool TryRead(ReadOnlySpan<char> digits, out int value) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) && !digits.ContainsAnyExceptInRange('0', '9');
}
