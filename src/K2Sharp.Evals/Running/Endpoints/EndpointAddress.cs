namespace K2Sharp.Evals.Running.Endpoints;

/// <summary>Where an OpenAI-compatible endpoint is.</summary>
/// <param name="Address">Its base, as "http://127.0.0.1:8000/v1".</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Key">The key, or null where none is needed.</param>
internal sealed record EndpointAddress(Uri Address, string Model, string? Key)
{
    /// <summary>Reads an address.</summary>
    /// <exception cref="ArgumentException">It is no HTTP address.</exception>
    public static EndpointAddress Parse(string address, string model, string? key)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"an endpoint is an address such as http://127.0.0.1:8000/v1, not \"{address}\"");
        }

        // The address of the server alone means its API's usual place.
        return new EndpointAddress(uri.AbsolutePath == "/" ? new Uri(uri, "/v1") : uri, model, key);
    }
}
