using System.Threading.Channels;
using K2Sharp.Training.Model;

namespace K2Sharp.Training.Runs;

/// <summary>Makes the batches of the coming steps on a thread of its own, a few ahead of the training.</summary>
internal sealed class BatchQueue : IDisposable
{
    private const int Ahead = 4;
    private readonly Channel<RaggedBatch[]> _ready = Channel.CreateBounded<RaggedBatch[]>(Ahead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _producer;

    /// <param name="make">The batches of a step.</param>
    /// <param name="first">The first step.</param>
    /// <param name="beyond">One more than the last step.</param>
    public BatchQueue(Func<long, RaggedBatch[]> make, long first, long beyond)
    {
        _producer = Task.Run(() => ProduceAsync(make, first, beyond));
    }

    public RaggedBatch[] Take(CancellationToken cancellationToken) => _ready.Reader.ReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult();

    public void Dispose()
    {
        _stop.Cancel();
        _producer.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private async Task ProduceAsync(Func<long, RaggedBatch[]> make, long first, long beyond)
    {
        try
        {
            for (long step = first; step < beyond && !_stop.IsCancellationRequested; step++)
            {
                await _ready.Writer.WriteAsync(make(step), _stop.Token).ConfigureAwait(false);
            }

            _ready.Writer.Complete();
        }
        catch (OperationCanceledException)
        {
            // Disposed before the end.
        }
#pragma warning disable CA1031 // Whatever went wrong belongs to the thread that waits for the batch.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _ready.Writer.Complete(exception);
        }
    }
}
