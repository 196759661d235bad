using System.Buffers.Binary;

namespace K2Sharp.Training.Native;

/// <summary>
/// A 64-bit little-endian ELF file in memory, as much of it as symbol versions need: sections, dynamic symbols, required versions. Reads and
/// writes the bytes it was given; whatever lies outside of them is a <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class ElfImage
{
    private const uint DynamicSymbols = 11;
    private const uint VersionOfSymbol = 0x6fffffff;
    private const uint RequiredVersions = 0x6ffffffe;
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;

    private readonly byte[] _bytes;
    private readonly ElfSection[] _sections;
    private readonly ElfSection _symbols;
    private readonly ElfSection _versions;

    private ElfImage(byte[] bytes)
    {
        _bytes = bytes;
        if (bytes.Length < HeaderSize || !bytes.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        }

        int table = Offset(UInt64(0x28));
        _sections = new ElfSection[UInt16(0x3c)];
        for (int i = 0; i < _sections.Length; i++)
        {
            int header = checked(table + (i * SectionHeaderSize));
            _sections[i] = new ElfSection(
                UInt32(header + 4), Offset(UInt64(header + 0x18)), Offset(UInt64(header + 0x20)), (int)UInt32(header + 0x28), (int)UInt32(header + 0x2c));
        }

        _symbols = Section(DynamicSymbols);
        _versions = Section(VersionOfSymbol);
    }

    /// <summary>Dynamic symbols; the first one is a placeholder.</summary>
    public int SymbolCount => _symbols.Size / SymbolSize;

    /// <exception cref="InvalidDataException">This is no such file, or not a complete one.</exception>
    public static ElfImage Parse(byte[] bytes)
    {
        try
        {
            return new ElfImage(bytes);
        }
        catch (OverflowException exception)
        {
            throw new InvalidDataException("the ELF file has an offset beyond its end", exception);
        }
    }

    public bool IsSymbolNamed(int symbol, ReadOnlySpan<byte> name) => IsName(_symbols, UInt32(Symbol(symbol)), name);

    /// <summary>Whether the symbol is one that another library provides.</summary>
    public bool IsImported(int symbol) => UInt16(Symbol(symbol) + 6) == 0;

    /// <summary>Gives a symbol the name of another one.</summary>
    public void CopySymbolName(int from, int to) => Write(Symbol(to), UInt32(Symbol(from)));

    /// <summary>The number of the version that a symbol must have; see <see cref="RequiredVersionList"/>.</summary>
    public int VersionOf(int symbol) => UInt16(_versions.Offset + (2 * symbol)) & 0x7fff;

    /// <summary>Where the file's needs for versions of other libraries are written, one after the other.</summary>
    public IReadOnlyList<int> RequiredVersionList()
    {
        ElfSection section = Section(RequiredVersions);
        var found = new List<int>();
        int library = section.Offset;
        for (int i = 0; i < section.Entries; i++)
        {
            int version = checked(library + (int)UInt32(library + 8));
            for (int count = UInt16(library + 2); count > 0; count--)
            {
                found.Add(version);
                version = checked(version + (int)UInt32(version + 12));
            }

            library = checked(library + (int)UInt32(library + 12));
        }

        return found;
    }

    public int NumberOfRequiredVersion(int version) => UInt16(version + 6) & 0x7fff;

    public bool IsRequiredVersionNamed(int version, ReadOnlySpan<byte> name) => IsName(Section(RequiredVersions), UInt32(version + 8), name);

    /// <summary>Asks for the version of <paramref name="from"/> where <paramref name="to"/> was asked for: its hash and its name.</summary>
    public void CopyRequiredVersion(int from, int to)
    {
        Write(to, UInt32(from));
        Write(to + 8, UInt32(from + 8));
    }

    private ElfSection Section(uint type)
    {
        foreach (ElfSection section in _sections)
        {
            if (section.Type == type)
            {
                return section;
            }
        }

        throw new InvalidDataException("the ELF file has no symbol versions");
    }

    private int Symbol(int index) => checked(_symbols.Offset + (index * SymbolSize));

    private bool IsName(ElfSection owner, uint at, ReadOnlySpan<byte> name)
    {
        if (owner.Link < 0 || owner.Link >= _sections.Length)
        {
            throw new InvalidDataException("the ELF file refers to a section that it does not have");
        }

        ReadOnlySpan<byte> rest = _bytes.AsSpan(Offset(checked((ulong)_sections[owner.Link].Offset + at)));
        return rest.Length > name.Length && rest.StartsWith(name) && rest[name.Length] == 0;
    }

    /// <summary>A place or a size in the file, which it must not exceed.</summary>
    private int Offset(ulong value) => value <= (ulong)_bytes.Length ? (int)value : throw new OverflowException();

    private ReadOnlySpan<byte> At(int offset, int size) => offset >= 0 && offset <= _bytes.Length - size
        ? _bytes.AsSpan(offset, size)
        : throw new InvalidDataException("the ELF file ends too early");

    private ushort UInt16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(At(offset, 2));

    private uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(At(offset, 4));

    private ulong UInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(At(offset, 8));

    private void Write(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(offset, 4), value);
}
