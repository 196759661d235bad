using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using K2Sharp.Agents.Tools.Search;

namespace K2Sharp.Agents.Tools.Web;

/// <summary>
/// Fetches a page from hosts that the operator named, and from no others, redirects included; never from addresses of this machine or
/// its network unless the host is named by that address.
/// </summary>
/// <param name="hosts">Allowed hosts: a name, an address, <c>*.name</c> for all below a name, or <c>*</c> for the whole public network.</param>
/// <param name="handler">Does the requests; null for the usual one. Must not follow redirects.</param>
public sealed class FetchTool(IReadOnlyList<string> hosts, HttpMessageHandler? handler = null) : IAgentTool, IDisposable
{
    private const int LargestPage = 4 << 20;
    private const int MostRedirects = 5;
    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectCallback = ConnectAsync });

    /// <inheritdoc/>
    public string Name => "fetch";

    /// <inheritdoc/>
    public string Description => $"Fetches the text of a web page. Allowed hosts: {string.Join(", ", hosts)}.";

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """{"type":"object","properties":{"url":{"type":"string"}},"required":["url"],"additionalProperties":false}""");

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.None;

    /// <inheritdoc/>
    public bool RunsInParallel => true;

    /// <inheritdoc/>
    public async Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        if (!Uri.TryCreate(invocation.Text("url"), UriKind.Absolute, out Uri? url))
        {
            return ToolOutput.Error("url must be a whole address, such as https://example.com/page");
        }

        for (int redirects = 0; redirects <= MostRedirects; redirects++)
        {
            if (url.Scheme is not ("http" or "https") || !IsAllowed(url.Host))
            {
                return ToolOutput.Error($"{url.GetLeftPart(UriPartial.Authority)} is not allowed; allowed hosts: {string.Join(", ", hosts)}");
            }

            try
            {
                using HttpResponseMessage response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
                if (response.Headers.Location is { } location && (int)response.StatusCode is >= 300 and < 400)
                {
                    url = new Uri(url, location);
                    continue;
                }

                string text = await TextAsync(response, cancellation).ConfigureAwait(false);
                return response.IsSuccessStatusCode ? new ToolOutput(text) : ToolOutput.Error($"{url.Host} answered {(int)response.StatusCode}: {text[..Math.Min(text.Length, 500)]}");
            }
            catch (HttpRequestException exception)
            {
                return ToolOutput.Error($"{url.Host} could not be reached: {exception.Message}");
            }
        }

        return ToolOutput.Error("too many redirects");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private bool IsAllowed(string host) => hosts.Any(allowed => allowed is "*" || allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(allowed, host, StringComparison.OrdinalIgnoreCase));

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        byte[] buffer = new byte[LargestPage];
        int length;
        await using (stream.ConfigureAwait(false))
        {
            length = await stream.ReadAtLeastAsync(buffer, LargestPage, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        }

        string text = System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        string type = response.Content.Headers.ContentType?.MediaType ?? string.Empty;
        return type.Contains("html", StringComparison.OrdinalIgnoreCase) ? HtmlText.From(text) : text.Contains('\0', StringComparison.Ordinal) ? $"[{type}: not text]" : text;
    }

    /// <summary>The address is checked that is connected to: a name may resolve to one of the inner network.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation).ConfigureAwait(false);
        bool isNamedByAddress = IPAddress.TryParse(context.DnsEndPoint.Host, out _);
        IPAddress[] open = [.. addresses.Where(address => isNamedByAddress || !IsInner(address))];
        if (open.Length == 0)
        {
            throw new HttpRequestException("the name leads to no address of the public network");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, context.DnsEndPoint.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsInner(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily is AddressFamily.InterNetworkV6)
        {
            return IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any);
        }

        byte[] b = address.GetAddressBytes();
        return b[0] is 0 or 10 or 127 or >= 224 || (b[0], b[1]) is (169, 254) or (192, 168) or (172, >= 16 and <= 31) or (100, >= 64 and <= 127);
    }
}
