using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Upstream;

/// <summary>
/// A server with OpenAI's chat completions as an <see cref="IChatClient"/>. Unlike general clients it sends thoughts back
/// (<c>reasoning_content</c>), which K2-Thinking needs between its calls, and the arguments of calls byte for byte.
/// </summary>
/// <param name="http">Does the requests; its timeout must be long, for answers are streamed.</param>
/// <param name="options">Where the server is.</param>
/// <param name="clock">The time, for dates in Retry-After.</param>
public sealed class ChatCompletionsClient(HttpClient http, ChatCompletionsOptions options, TimeProvider? clock = null) : IChatClient
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="UpstreamException">The server refused the request or broke off the answer.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await SendAsync(messages, options, cancellationToken).ConfigureAwait(false);
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var calls = new CallAssembler();
            bool isComplete = false;
            ChatFinishReason? finish = null;
            await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(cancellationToken).ConfigureAwait(false))
            {
                if (item.Data is "[DONE]")
                {
                    isComplete = true;
                    break;
                }

                foreach (ChatResponseUpdate update in Read(item.Data, calls))
                {
                    finish = update.FinishReason ?? finish;
                    yield return update;
                }
            }

            if (!isComplete && finish is null)
            {
                throw new UpstreamException("the connection ended in the middle of an answer", new IOException());
            }

            if (calls.Build() is { Count: > 0 } contents)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, contents);
            }
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", options.BaseAddress, options.Model)
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the HTTP client belongs to whoever made it.</summary>
    public void Dispose()
    {
    }

    private async Task<HttpResponseMessage> SendAsync(IEnumerable<ChatMessage> messages, ChatOptions? chat, CancellationToken cancellation)
    {
        var address = new Uri(options.BaseAddress.AbsoluteUri.TrimEnd('/') + "/chat/completions");
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(RequestJson.Write(options.Model, messages, chat)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (options.ApiKey is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        }

        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            string text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            throw new UpstreamException(string.Create(CultureInfo.InvariantCulture, $"{address.Host} answered {status}: {ErrorText(text)}"))
            {
                Status = status,
                RetryAfter = RetryAfter(response),
            };
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("retry-after-ms", out IEnumerable<string>? values) && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out double ms))
        {
            return TimeSpan.FromMilliseconds(Math.Max(0, ms));
        }

        TimeSpan? after = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _clock.GetUtcNow(),
            _ => null,
        };
        return after < TimeSpan.Zero ? TimeSpan.Zero : after;
    }

    private static string ErrorText(string body)
    {
        const int longest = 500;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("error", out JsonElement error))
            {
                return error.ValueKind is JsonValueKind.Object && error.TryGetProperty("message", out JsonElement message) ? message.ToString() : error.ToString();
            }
        }
        catch (JsonException)
        {
            // A page of some proxy.
        }

        string line = body.ReplaceLineEndings(" ").Trim();
        return line.Length <= longest ? line : line[..longest] + "...";
    }

    private static IEnumerable<ChatResponseUpdate> Read(string data, CallAssembler calls)
    {
        using JsonDocument document = JsonDocument.Parse(data);
        JsonElement root = document.RootElement;
        if (root.TryGetProperty("error", out JsonElement error) && error.ValueKind is not JsonValueKind.Null)
        {
            throw new UpstreamException($"the answer was broken off: {ErrorText(data)}", new IOException(error.ToString()));
        }

        List<AIContent> contents = [];
        ChatFinishReason? finish = null;
        if (root.TryGetProperty("choices", out JsonElement choices) && choices.ValueKind is JsonValueKind.Array && choices.GetArrayLength() > 0)
        {
            JsonElement choice = choices[0];
            if (choice.TryGetProperty("delta", out JsonElement delta) && delta.ValueKind is JsonValueKind.Object)
            {
                if ((Text(delta, "reasoning_content") ?? Text(delta, "reasoning")) is { Length: > 0 } thought)
                {
                    contents.Add(new TextReasoningContent(thought));
                }

                if (Text(delta, "content") is { Length: > 0 } text)
                {
                    contents.Add(new TextContent(text));
                }

                calls.Add(delta);
            }

            finish = Text(choice, "finish_reason") is { } reason ? new ChatFinishReason(reason) : null;
        }

        if (root.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind is JsonValueKind.Object)
        {
            contents.Add(new UsageContent(Usage(usage)));
        }

        if (contents.Count > 0 || finish is not null)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, contents) { FinishReason = finish };
        }
    }

    private static UsageDetails Usage(JsonElement usage) => new()
    {
        InputTokenCount = Number(usage, "prompt_tokens"),
        OutputTokenCount = Number(usage, "completion_tokens"),
        TotalTokenCount = Number(usage, "total_tokens"),
        CachedInputTokenCount = usage.TryGetProperty("prompt_tokens_details", out JsonElement prompt) && prompt.ValueKind is JsonValueKind.Object
            ? Number(prompt, "cached_tokens")
            : Number(usage, "cached_tokens"),
        ReasoningTokenCount = usage.TryGetProperty("completion_tokens_details", out JsonElement completion) && completion.ValueKind is JsonValueKind.Object
            ? Number(completion, "reasoning_tokens")
            : null,
    };

    private static long? Number(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement number) && number.ValueKind is JsonValueKind.Number && number.TryGetInt64(out long result) ? result : null;

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;
}
