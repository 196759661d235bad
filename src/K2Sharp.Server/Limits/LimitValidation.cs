using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Limits;

/// <summary>Checks at start what attributes cannot.</summary>
internal sealed class LimitValidation : IValidateOptions<LimitOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LimitOptions options)
    {
        try
        {
            options.DefaultKeyLimits.Validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException exception)
        {
            return ValidateOptionsResult.Fail($"{LimitOptions.Section}:{nameof(LimitOptions.DefaultKeyLimits)}: {exception.Message}");
        }
    }
}
