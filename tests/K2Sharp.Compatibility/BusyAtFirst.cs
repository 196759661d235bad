using System.Net;
using System.Text;

namespace K2Sharp.Compatibility;

/// <summary>Says for a while what the server says when its queue is full, and then lets requests through to it.</summary>
internal sealed class BusyAtFirst(int times) : DelegatingHandler(new SocketsHttpHandler())
{
    public int Requests { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        ++Requests <= times
            ? new HttpResponseMessage((HttpStatusCode)529)
            {
                RequestMessage = request,
                Content = new StringContent("""{"type":"error","error":{"type":"overloaded_error","message":"the engine is overloaded: its queue is full; try again later"}}""", Encoding.UTF8, "application/json"),
            }
            : await base.SendAsync(request, cancellationToken);
}
