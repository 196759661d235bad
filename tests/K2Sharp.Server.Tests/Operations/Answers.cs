using System.Net;
using System.Text.Json;

namespace K2Sharp.Server.Tests.Operations;

/// <summary>What tests say about responses.</summary>
internal static class Answers
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The response is an error of this status and type.</summary>
    /// <returns>Its message.</returns>
    public static async Task<string> AssertErrorAsync(this Task<HttpResponseMessage> response, int status, string type)
    {
        using HttpResponseMessage message = await response;
        string body = await message.Content.ReadAsStringAsync(Cancellation);
        Assert.True(message.StatusCode == (HttpStatusCode)status, $"{(int)message.StatusCode}: {body}");
        JsonElement error = JsonDocument.Parse(body).RootElement.GetProperty("error");
        Assert.Equal(type, error.GetProperty("type").GetString());
        return error.GetProperty("message").GetString()!;
    }

    /// <summary>The response is a success.</summary>
    /// <returns>Its body.</returns>
    public static async Task<JsonElement> AssertSuccessAsync(this Task<HttpResponseMessage> response)
    {
        using HttpResponseMessage message = await response;
        string body = await message.Content.ReadAsStringAsync(Cancellation);
        Assert.True(message.IsSuccessStatusCode, $"{(int)message.StatusCode}: {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>A body, whatever the status.</summary>
    public static async Task<string> GetStringOfAsync(this HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(path, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    /// <summary>Waits for what nothing tells of; fails after a minute.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(bound.Token);
        }
    }
}
