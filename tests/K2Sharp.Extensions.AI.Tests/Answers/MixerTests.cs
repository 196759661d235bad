using System.Runtime.CompilerServices;
using CsCheck;
using K2Sharp.Extensions.AI.Answers;

namespace K2Sharp.Extensions.AI.Tests.Answers;

public sealed class MixerTests
{
    [Fact]
    public Task Every_stream_arrives_whole_and_in_its_order() => Gen.Int[0, 20].Array[1, 6].SampleAsync(async lengths =>
    {
        Func<CancellationToken, IAsyncEnumerable<(int Stream, int Item)>>[] streams =
            [.. lengths.Select((length, stream) => (Func<CancellationToken, IAsyncEnumerable<(int, int)>>)(cancellation => Count(stream, length, cancellation)))];
        List<(int Stream, int Item)> mixed = [];
        await foreach ((int, int) item in Mixer.MixAsync(streams, Task.CompletedTask, CancellationToken.None))
        {
            mixed.Add(item);
        }

        for (int stream = 0; stream < lengths.Length; stream++)
        {
            Assert.Equal(Enumerable.Range(0, lengths[stream]), mixed.Where(item => item.Stream == stream).Select(item => item.Item));
        }
    }, iter: 50);

    [Fact]
    public async Task A_failure_of_one_ends_all()
    {
        var endless = new TaskCompletionSource();
        Func<CancellationToken, IAsyncEnumerable<int>>[] streams = [cancellation => Endless(endless, cancellation), _ => Failing()];
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(streams, Task.CompletedTask));
        Assert.Equal("broken", exception.Message);
        await endless.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_all()
    {
        var endless = new TaskCompletionSource();
        Func<CancellationToken, IAsyncEnumerable<int>>[] streams = [cancellation => Endless(endless, cancellation), cancellation => Count2(1, cancellation)];
        await foreach (int item in Mixer.MixAsync(streams, Task.CompletedTask, TestContext.Current.CancellationToken))
        {
            Assert.Equal(0, item);
            break;
        }

        await endless.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_others_begin_when_they_may_or_when_the_first_has_ended()
    {
        var never = new TaskCompletionSource();
        bool begun = false;
        Func<CancellationToken, IAsyncEnumerable<int>>[] streams =
        [
            cancellation => Count2(1, cancellation),
            cancellation =>
            {
                begun = true;
                return Count2(2, cancellation);
            },
        ];
        Assert.Equal(3, (await ReadAsync(streams, never.Task)).Count);
        Assert.True(begun);
    }

    private static async Task<List<int>> ReadAsync(Func<CancellationToken, IAsyncEnumerable<int>>[] streams, Task start)
    {
        List<int> items = [];
        await foreach (int item in Mixer.MixAsync(streams, start, TestContext.Current.CancellationToken))
        {
            items.Add(item);
        }

        return items;
    }

    private static async IAsyncEnumerable<(int Stream, int Item)> Count(int stream, int length, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (int i = 0; i < length; i++)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            yield return (stream, i);
        }
    }

    private static async IAsyncEnumerable<int> Count2(int length, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (int i = 0; i < length; i++)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            yield return i;
        }
    }

    private static async IAsyncEnumerable<int> Endless(TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            var gone = new TaskCompletionSource();
            await using CancellationTokenRegistration registration = cancellation.Register(gone.SetResult);
            await gone.Task;
            cancellation.ThrowIfCancellationRequested();
            yield return 1;
        }
        finally
        {
            ended.SetResult();
        }
    }

    private static async IAsyncEnumerable<int> Failing()
    {
        await Task.Yield();
        bool isBroken = true;
        yield return isBroken ? throw new InvalidOperationException("broken") : 0;
    }
}
