using System.Threading.Channels;

namespace K2Sharp.Inference.Engine;

/// <summary>
/// Events for a reader that awaits them. The channel has no bound: the engine must not wait for a slow reader, and the answer's own length
/// bounds it.
/// </summary>
internal sealed class ChannelEvents(int promptTokens) : EventQueue(promptTokens)
{
    private readonly Channel<GenerationEvent> _channel = Channel.CreateUnbounded<GenerationEvent>(new UnboundedChannelOptions
    {
        SingleReader = true,
        SingleWriter = true,
    });

    public ChannelReader<GenerationEvent> Reader => _channel.Reader;

    protected override void Add(GenerationEvent item) => _channel.Writer.TryWrite(item);

    protected override void Complete(Exception? failure) => _channel.Writer.TryComplete(failure);
}
