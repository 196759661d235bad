namespace K2Sharp.Training.Native;

/// <summary>
/// Lets libLibTorchSharp.so load where libstdc++ is older than GCC 13's (Debian 12, Ubuntu 22.04). Of version GLIBCXX_3.4.32 it imports one
/// function only, and never calls it: the header iostream of GCC 13 mentions it to make sure that the library sets up the standard
/// streams. So the symbol gets the name of another imported function without arguments, and the need for the version becomes a second need
/// for that function's version. Three numbers change, no code does.
/// </summary>
internal static class GlibcxxPatch
{
    /// <summary>The need that the loader names when it refuses the library.</summary>
    public const string MissingVersion = "GLIBCXX_3.4.32";

    /// <summary>Edits the library's bytes in place.</summary>
    /// <returns>False when there is nothing to do.</returns>
    /// <exception cref="InvalidDataException">The file is not laid out as expected; its bytes are as they were.</exception>
    public static bool Apply(byte[] library)
    {
        ElfImage image = ElfImage.Parse(library);
        if (Version(image, version => image.IsRequiredVersionNamed(version, "GLIBCXX_3.4.32"u8)) is not { } missing)
        {
            return false;
        }

        int streams = OnlySymbolOf(image, image.NumberOfRequiredVersion(missing));
        if (!image.IsSymbolNamed(streams, "_ZSt21ios_base_library_initv"u8))
        {
            throw Unknown();
        }

        int clock = Import(image);
        int itsNumber = image.VersionOf(clock);
        int itsVersion = Version(image, version => image.NumberOfRequiredVersion(version) == itsNumber) ?? throw Unknown();
        image.CopySymbolName(from: clock, to: streams);
        image.CopyRequiredVersion(from: itsVersion, to: missing);
        return true;
    }

    private static int? Version(ElfImage image, Predicate<int> isIt)
    {
        foreach (int version in image.RequiredVersionList())
        {
            if (isIt(version))
            {
                return version;
            }
        }

        return null;
    }

    private static int OnlySymbolOf(ElfImage image, int version)
    {
        int found = 0;
        for (int symbol = 1; symbol < image.SymbolCount; symbol++)
        {
            if (image.VersionOf(symbol) == version)
            {
                found = found == 0 ? symbol : throw Unknown();
            }
        }

        return found == 0 ? throw Unknown() : found;
    }

    /// <summary>A function without arguments and side effects that the library imports anyway: std::chrono::steady_clock::now.</summary>
    private static int Import(ElfImage image)
    {
        for (int symbol = 1; symbol < image.SymbolCount; symbol++)
        {
            if (image.IsImported(symbol) && image.IsSymbolNamed(symbol, "_ZNSt6chrono3_V212steady_clock3nowEv"u8))
            {
                return symbol;
            }
        }

        throw Unknown();
    }

    private static InvalidDataException Unknown() => new("the library's use of " + MissingVersion + " is not the one that is known");
}
