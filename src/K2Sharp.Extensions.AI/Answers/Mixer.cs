using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace K2Sharp.Extensions.AI.Answers;

/// <summary>Reads several streams at once and hands on what comes, in the order in which it comes.</summary>
internal static class Mixer
{
    /// <summary>Mixes streams. When one of them fails, or the reader leaves, all are cancelled, and none runs on after the end.</summary>
    /// <param name="streams">The streams; the second and further ones are started together.</param>
    /// <param name="start">When the second and further ones are started; they are also when the first ends before.</param>
    /// <param name="cancellationToken">Ends all of them.</param>
    public static async IAsyncEnumerable<T> MixAsync<T>(
        IReadOnlyList<Func<CancellationToken, IAsyncEnumerable<T>>> streams, Task start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true });
        Task pump = PumpAllAsync(streams, start, items.Writer, stop.Token);
        try
        {
            // Not cancelled by itself: the streams are, and the channel then ends with what they threw.
            await foreach (T item in items.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return item;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task PumpAllAsync<T>(
        IReadOnlyList<Func<CancellationToken, IAsyncEnumerable<T>>> streams, Task start, ChannelWriter<T> writer, CancellationToken cancellationToken)
    {
        Task first = PumpAsync(streams[0], writer, cancellationToken);
        await Task.WhenAny(first, start).ConfigureAwait(false);
        Task all = Task.WhenAll(streams.Skip(1).Select(stream => PumpAsync(stream, writer, cancellationToken)).Prepend(first));
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        writer.TryComplete();
    }

    private static async Task PumpAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> stream, ChannelWriter<T> writer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (T item in stream(cancellationToken).ConfigureAwait(false))
            {
                writer.TryWrite(item);
            }
        }
#pragma warning disable CA1031 // The reader throws it; the others need not go on, for the whole has failed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            writer.TryComplete(exception);
        }
    }
}
