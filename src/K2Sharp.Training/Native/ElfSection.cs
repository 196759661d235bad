namespace K2Sharp.Training.Native;

/// <summary>One entry of an ELF file's table of sections.</summary>
/// <param name="Type">What it holds (<c>sh_type</c>).</param>
/// <param name="Offset">Where its bytes begin in the file.</param>
/// <param name="Size">How many they are.</param>
/// <param name="Link">The section that belongs to it: the names of a table of symbols, for example.</param>
/// <param name="Entries">How many entries follow, where the format counts them here (<c>sh_info</c>).</param>
internal readonly record struct ElfSection(uint Type, int Offset, int Size, int Link, int Entries);
