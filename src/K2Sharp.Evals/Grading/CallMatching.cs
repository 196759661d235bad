namespace K2Sharp.Evals.Grading;

/// <summary>Pairs calls with expected ones in any order.</summary>
internal static class CallMatching
{
    /// <summary>
    /// Whether each expected call can have a call of its own. A maximum matching by augmenting paths: BFCL's checker takes the first call that
    /// fits, which fails a right answer where possible values overlap.
    /// </summary>
    /// <param name="fits">Rows are the expected calls, columns the given ones.</param>
    public static bool IsComplete(bool[,] fits)
    {
        int expected = fits.GetLength(0);
        int[] partner = new int[fits.GetLength(1)];
        Array.Fill(partner, -1);
        for (int row = 0; row < expected; row++)
        {
            if (!TryPair(fits, row, partner, new bool[partner.Length]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryPair(bool[,] fits, int row, int[] partner, bool[] tried)
    {
        for (int column = 0; column < partner.Length; column++)
        {
            if (!fits[row, column] || tried[column])
            {
                continue;
            }

            tried[column] = true;
            if (partner[column] < 0 || TryPair(fits, partner[column], partner, tried))
            {
                partner[column] = row;
                return true;
            }
        }

        return false;
    }
}
