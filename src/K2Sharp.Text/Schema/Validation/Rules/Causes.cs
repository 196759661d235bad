namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary>What the message about alternatives says of why they do not fit.</summary>
internal static class Causes
{
    private const int MostShown = 3;

    public static string First(List<SchemaError> causes) => causes.Count == 0
        ? string.Empty
        : ": " + string.Join("; ", causes.Take(MostShown).Select(cause => cause.InstancePath.Length == 0 ? cause.Message : $"{cause.InstancePath}: {cause.Message}"))
            + (causes.Count > MostShown ? "; .." : string.Empty);
}
