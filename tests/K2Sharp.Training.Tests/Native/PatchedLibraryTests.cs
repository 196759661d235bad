using K2Sharp.Training.Native;

namespace K2Sharp.Training.Tests.Native;

public sealed class PatchedLibraryTests
{
    [Fact]
    public void Many_at_once_leave_one_good_file_and_nothing_else()
    {
        using var folder = new LibraryFolder();
        string path = folder.Add(PackagedLibrary.Read());
        DateTime written = File.GetLastWriteTimeUtc(path);
        Parallel.For(0, 8, _ => PatchedLibrary.Patch(path));
        Assert.False(PatchedLibrary.Patch(path));
        Assert.Equal([path], Directory.GetFiles(folder.Root));

        // Or else the next build would take it for outdated.
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public void What_is_linked_to_the_file_stays_as_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a package's file is linked on Linux only");
        using var folder = new LibraryFolder();
        byte[] original = PackagedLibrary.Read();
        string path = folder.Add(original);
        string target = Path.Combine(folder.Root, "package.so");
        File.Move(path, target);
        File.CreateSymbolicLink(path, target);
        Assert.True(PatchedLibrary.Patch(path));
        Assert.Equal(original, File.ReadAllBytes(target));
        Assert.NotEqual(original, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_file_that_is_no_library_stays_as_it_is()
    {
        using var folder = new LibraryFolder();
        string path = folder.Add("no library"u8);
        Assert.Throws<InvalidDataException>(() => PatchedLibrary.Patch(path));
        Assert.Equal("no library"u8, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Root));
    }
}
