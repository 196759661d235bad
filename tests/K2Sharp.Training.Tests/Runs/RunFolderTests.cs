using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("k2-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void One_trainer_at_a_time_has_the_folder()
    {
        var folder = new RunFolder(_folder);
        using (folder.Claim())
        {
            TrainingException refused = Assert.Throws<TrainingException>(() => new RunFolder(_folder).Claim());
            Assert.Contains("another trainer is at work", refused.Message, StringComparison.Ordinal);
        }

        folder.Claim().Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }
}
