using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace K2Sharp.Evals.Running.Endpoints;

/// <summary>Clients of OpenAI-compatible endpoints, over the official package.</summary>
internal static class EndpointClients
{
    // K2 thinks for up to 96k tokens before it answers.
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(2);

    /// <summary>A client that sends reasoning back and passes thinking budgets on.</summary>
    /// <param name="endpoint">Where.</param>
    /// <param name="transport">For tests; null for the network.</param>
    public static IChatClient Create(EndpointAddress endpoint, HttpClient? transport = null)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = endpoint.Address,
            NetworkTimeout = s_patience,

            // The runner counts and repeats by itself.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        };
        if (transport is not null)
        {
            options.Transport = new HttpClientPipelineTransport(transport);
        }

        var client = new OpenAIClient(new ApiKeyCredential(endpoint.Key ?? "none"), options);
        return new ReasoningClient(client.GetChatClient(endpoint.Model).AsIChatClient());
    }
}
