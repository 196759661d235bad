using System.Runtime.InteropServices;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>How fast the disk gives experts to the same number of readers when nothing else is done: what streaming is measured against.</summary>
internal static unsafe class DiskBandwidth
{
    /// <summary>10^9 bytes per second over experts spread over the whole checkpoint, each read once; 0 if the clock did not move.</summary>
    /// <param name="catalog">The experts.</param>
    /// <param name="files">Their files. Reads that do not go past the system's cache measure that cache, if it holds them.</param>
    /// <param name="settings">How many readers, and the clock.</param>
    /// <param name="bytes">About how much to read; less if there is not as much.</param>
    /// <exception cref="IOException">A read failed.</exception>
    public static double Measure(ExpertCatalog catalog, ExpertFiles files, ExpertSettings settings, long bytes)
    {
        int experts = (int)Math.Clamp(bytes / Math.Max(1, catalog.SlotBytes), 1, catalog.Places.Length);
        int stride = catalog.Places.Length / experts;
        long done = 0;
        int next = 0;
        Exception? failure = null;
        long begin = settings.Clock.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, settings.Readers).Select(_ => new Thread(Read) { IsBackground = true, Name = "K2 disk bandwidth" })];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        double seconds = settings.Clock.GetElapsedTime(begin).TotalSeconds;
        return failure is null
            ? seconds > 0 ? done / seconds / 1e9 : 0
            : throw new IOException($"experts cannot be read: {failure.Message}", failure);

        void Read()
        {
            var buffer = (byte*)NativeMemory.AlignedAlloc((nuint)settings.ReadBytes, ExpertPlace.Alignment);
            try
            {
                for (int i = Interlocked.Increment(ref next) - 1; i < experts && failure is null; i = Interlocked.Increment(ref next) - 1)
                {
                    ExpertPlace place = catalog.Places[i * stride];
                    for (int r = 0; r < place.ReadCount; r++)
                    {
                        ExpertRead read = place.Read(r);
                        files.Read(read.File, read.Offset, buffer, read.Bytes);
                        Interlocked.Add(ref done, read.Bytes);
                    }
                }
            }
#pragma warning disable CA1031 // Told by the thread that measures.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, exception, null);
            }
            finally
            {
                NativeMemory.AlignedFree(buffer);
            }
        }
    }
}
