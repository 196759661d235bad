using CsCheck;
using K2Sharp.Training.Native;

namespace K2Sharp.Training.Tests.Native;

public sealed class GlibcxxPatchTests
{
    private static readonly byte[] s_library = PackagedLibrary.Read();

    [Fact]
    public void It_changes_three_numbers_and_then_nothing_more()
    {
        byte[] library = [.. s_library];
        Assert.True(GlibcxxPatch.Apply(library));
        int[] words = [.. Enumerable.Range(0, library.Length).Where(i => library[i] != s_library[i]).Select(i => i / 4).Distinct()];
        Assert.Equal(3, words.Length);

        byte[] again = [.. library];
        Assert.False(GlibcxxPatch.Apply(again));
        Assert.Equal(library, again);
    }

    [Fact]
    public void Afterwards_no_version_of_gcc_13_is_asked_for_and_every_symbol_has_its_version()
    {
        byte[] library = [.. s_library];
        GlibcxxPatch.Apply(library);
        ElfImage image = ElfImage.Parse(library);
        Assert.DoesNotContain(image.RequiredVersions(), version => image.IsRequiredVersionNamed(version, "GLIBCXX_3.4.32"u8));
        Assert.DoesNotContain(Enumerable.Range(1, image.SymbolCount - 1), symbol => image.IsSymbolNamed(symbol, "_ZSt21ios_base_library_initv"u8));
        HashSet<int> numbers = [0, 1, .. image.RequiredVersions().Select(image.NumberOfRequiredVersion)];
        Assert.All(Enumerable.Range(0, image.SymbolCount), symbol => Assert.Contains(image.VersionOf(symbol), numbers));
    }

    [Fact]
    public void What_is_no_library_is_refused_in_one_line()
    {
        byte[][] files = [[], "#!/bin/sh\n"u8.ToArray(), new byte[4096], [0x7f, .. "ELF"u8, 1, 1, .. new byte[4096]]];
        Assert.All(files, file => Assert.DoesNotContain('\n', Assert.Throws<InvalidDataException>(() => GlibcxxPatch.Apply(file)).Message));
    }

    [Fact]
    public void A_truncated_library_is_refused_and_left_alone() => Gen.Int[0, s_library.Length - 1].Sample(
        length =>
        {
            byte[] part = s_library[..length];
            Assert.Throws<InvalidDataException>(() => GlibcxxPatch.Apply(part));
            Assert.True(part.AsSpan().SequenceEqual(s_library.AsSpan(0, length)));
        },
        iter: 50);

    /// <summary>The fields that lead the reader through the file; whatever they say, it must end, and in no other way.</summary>
    [Fact]
    public void A_damaged_library_is_patched_or_refused() => Gen.Select(Gen.Int[0, 7], Gen.Int[0, 63], Gen.UInt).Sample(
        (word, section, value) =>
        {
            byte[] damaged = [.. s_library];
            int table = (int)BitConverter.ToUInt64(damaged, 0x28);
            int at = section == 0 ? 0x20 + (4 * word) : table + (section % BitConverter.ToUInt16(damaged, 0x3c) * 64) + 4 + (4 * word);
            BitConverter.TryWriteBytes(damaged.AsSpan(at), value);
            try
            {
                GlibcxxPatch.Apply(damaged);
            }
            catch (InvalidDataException)
            {
                // As it should.
            }
        },
        iter: 50);
}
