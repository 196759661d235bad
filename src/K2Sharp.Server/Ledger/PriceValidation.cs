using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Ledger;

/// <summary>Checks the price table at start.</summary>
internal sealed class PriceValidation : IValidateOptions<PriceOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PriceOptions options)
    {
        string[] problems = [.. options.Problems()];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
