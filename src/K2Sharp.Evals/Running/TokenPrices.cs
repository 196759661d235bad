using System.Globalization;

namespace K2Sharp.Evals.Running;

/// <summary>Prices in US dollars per million tokens.</summary>
/// <param name="Input">Of prompt tokens that are computed.</param>
/// <param name="Cached">Of prompt tokens that are in the cache.</param>
/// <param name="Output">Of generated tokens, thinking included.</param>
internal sealed record TokenPrices(double Input, double Cached, double Output)
{
    private const double Million = 1e6;

    /// <summary>Reads "0.60,0.15,2.50": input, cached input, output.</summary>
    /// <exception cref="ArgumentException">It is not three numbers.</exception>
    public static TokenPrices Parse(string text)
    {
        string[] parts = text.Split(',');
        double[] prices = new double[3];
        for (int i = 0; i < prices.Length; i++)
        {
            if (parts.Length != prices.Length || !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out prices[i]) || prices[i] < 0)
            {
                throw new ArgumentException($"prices are three numbers, dollars per million tokens of input, cached input and output (\"0.60,0.15,2.50\"), not \"{text}\"");
            }
        }

        return new TokenPrices(prices[0], prices[1], prices[2]);
    }

    /// <summary>What tokens cost, in dollars.</summary>
    public double Cost(long input, long cached, long output) => (((input - cached) * Input) + (cached * Cached) + (output * Output)) / Million;
}
