using K2Sharp.Server.Anthropic;
using K2Sharp.Server.Storage;

namespace K2Sharp.Server.Tests.Anthropic;

public sealed class ThoughtSignerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("k2-signer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("a thought")]
    [InlineData("ein Gedanke mit ü und 🦊")]
    public void A_signature_is_that_of_one_thought(string thought)
    {
        var signer = new ThoughtSigner(state: null);
        string signature = signer.Sign(thought);
        Assert.True(signer.Verify(thought, signature));
        Assert.False(signer.Verify(thought + " ", signature));
        Assert.False(signer.Verify(thought, signature + "A"));
        Assert.False(signer.Verify(thought, signature[..^2]));
        Assert.False(signer.Verify(thought, signature["k2.1.".Length..]));
        Assert.False(signer.Verify(thought, string.Empty));
        Assert.False(new ThoughtSigner(state: null).Verify(thought, signature));
    }

    [Fact]
    public void The_key_outlives_the_process_and_is_its_owner_s_alone()
    {
        var state = new StateDirectory(_folder);
        string signature = new ThoughtSigner(state).Sign("a");
        Assert.True(new ThoughtSigner(state).Verify("a", signature));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(state.ThoughtKeyFile));
        }
    }

    [Fact]
    public void A_damaged_key_is_not_replaced_in_silence()
    {
        var state = new StateDirectory(_folder);
        File.WriteAllBytes(state.ThoughtKeyFile, [1, 2, 3]);
        IOException exception = Assert.Throws<IOException>(() => new ThoughtSigner(state));
        Assert.Contains("delete it", exception.Message, StringComparison.Ordinal);
    }
}
