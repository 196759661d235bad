using K2Sharp.Agents.Upstream;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Running.Endpoints;

/// <summary>Clients of OpenAI-compatible endpoints.</summary>
internal static class EndpointClients
{
    // K2 thinks for up to 96k tokens before it answers.
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(2);

    /// <summary>A client that sends reasoning back and passes thinking budgets on.</summary>
    /// <param name="endpoint">Where.</param>
    public static IChatClient Create(EndpointAddress endpoint)
    {
        var http = new HttpClient { Timeout = s_patience };
        var options = new ChatCompletionsOptions { BaseAddress = endpoint.Address, Model = endpoint.Model, ApiKey = endpoint.Key };
        return new EndpointClient(new ChatCompletionsClient(http, options), http);
    }

    /// <summary>Takes its connections along when it goes.</summary>
    private sealed class EndpointClient(IChatClient inner, HttpClient http) : DelegatingChatClient(inner)
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                http.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
