using System.Net;
using K2Sharp.Server.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Lifetime;

/// <summary>Where the server may listen: beyond this machine only when there is a good key, or the operator says that none is wanted.</summary>
internal sealed class ListenPolicy(KeyStore keys, IOptions<OperationsOptions> options)
{
    /// <summary>Checks a socket's address.</summary>
    /// <exception cref="InsecureListenException">It can be reached from elsewhere, and there is no key.</exception>
    public void Check(EndPoint address)
    {
        // Anything else is a Unix socket or a pipe, which the file system guards.
        if (address is IPEndPoint ip && !IPAddress.IsLoopback(ip.Address))
        {
            Check(ip.Address.ToString());
        }
    }

    /// <summary>Checks a URL as Kestrel takes them, such as <c>http://*:8080</c>.</summary>
    /// <exception cref="InsecureListenException">It can be reached from elsewhere, and there is no key.</exception>
    public void CheckUrl(string url)
    {
        BindingAddress address = BindingAddress.Parse(url);
        if (!address.IsUnixPipe && !address.IsNamedPipe && !IsLoopback(address.Host))
        {
            Check(address.Host);
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? ip) && IPAddress.IsLoopback(ip));

    private void Check(string host)
    {
        if (!options.Value.IsInsecure && !keys.HasGood())
        {
            throw new InsecureListenException(host);
        }
    }
}
