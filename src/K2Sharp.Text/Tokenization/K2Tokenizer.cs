using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace K2Sharp.Text.Tokenization;

/// <summary>
/// Kimi K2's tokenizer: byte-pair encoding over the vocabulary of tiktoken.model, with 256 special tokens after it. It gives the ids that
/// Moonshot's tokenization_kimi.py gives. Nothing is added at the beginning or end, and nothing is normalized.
/// </summary>
/// <remarks>Immutable after <see cref="Load"/>: any number of threads may use one instance, without locks.</remarks>
public sealed class K2Tokenizer
{
    private const string VocabularyFile = "tiktoken.model";
    private const string ConfigFile = "tokenizer_config.json";
    private const long MaxFileSize = 64 << 20;

    private readonly TokenTable _table;
    private readonly SpecialTokens _specials;
    private readonly BytePairEncoder _encoder;

    private K2Tokenizer(TokenTable table, SpecialTokens specials)
    {
        _table = table;
        _specials = specials;
        _encoder = new BytePairEncoder(table);
    }

    /// <summary>The number of ids, special ones included; ids run from 0 to it. 163,840 for the published model.</summary>
    public int VocabularySize => _table.Count + SpecialTokens.Count;

    /// <summary>The number of ordinary ids, and the first special one. 163,584 for the published model.</summary>
    public int BaseVocabularySize => _table.Count;

    /// <summary>The number of bytes of the longest ordinary token.</summary>
    internal int MaxTokenLength => _table.MaxTokenLength;

    /// <summary>
    /// Loads tiktoken.model and, where present, tokenizer_config.json, which names the special tokens; without it, or without
    /// <c>added_tokens_decoder</c> in it, all 256 are called <c>&lt;|reserved_token_{id}|&gt;</c>.
    /// </summary>
    /// <param name="directory">The folder that holds the two files.</param>
    /// <exception cref="TokenizerException">A file is missing, unreadable or broken. The message is one line.</exception>
    public static K2Tokenizer Load(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string vocabularyPath = Path.Combine(directory, VocabularyFile);
        byte[] vocabulary = ReadFile(vocabularyPath) ?? throw TokenizerException.InFile(
            vocabularyPath, "file not found; name a folder that holds tiktoken.model from the model's repository");
        string configPath = Path.Combine(directory, ConfigFile);
        return Create(vocabulary, ReadFile(configPath), vocabularyPath, configPath);
    }

    /// <summary>Makes a tokenizer from the content of the two files.</summary>
    internal static K2Tokenizer Create(
        byte[] vocabulary, byte[]? config, string vocabularyPath = VocabularyFile, string configPath = ConfigFile)
    {
        TokenTable table = TiktokenFile.Read(vocabulary, vocabularyPath);
        string?[] names = config is null
            ? new string?[SpecialTokens.Count]
            : TokenizerConfigFile.ReadNames(config, configPath, table.Count, SpecialTokens.Count);
        return new K2Tokenizer(table, new SpecialTokens(table.Count, names, configPath));
    }

    /// <summary>Finds the id of a special token by its name, such as <c>&lt;|im_end|&gt;</c>.</summary>
    public bool TryGetSpecialId(string text, out int id)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _specials.TryGetId(text, out id);
    }

    /// <summary>Whether an id is one of the 256 special ones; false for an id outside the vocabulary.</summary>
    public bool IsSpecial(int id) => _specials.Contains(id);

    /// <summary>The name of a special id; null for any other.</summary>
    public string? SpecialText(int id) => IsSpecial(id) ? _specials.Name(id) : null;

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="allowSpecials">
    /// True to turn the names of special tokens inside the text into their ids, as Moonshot's <c>encode</c> does by default;
    /// false, which is right for anything a user or a tool wrote, to treat them as ordinary text.
    /// </param>
    public int[] Encode(string text, bool allowSpecials = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<int> ids = [];
        Encode(text, allowSpecials, ids);
        return [.. ids];
    }

    /// <summary>
    /// Encodes a prompt. Special segments become their id; the text between two of them is joined, encoded as one, and never yields a special id.
    /// Text is cut at long runs per joined text, as servers do that split a prompt at its special tokens first.
    /// </summary>
    /// <exception cref="TokenizerException">A special segment names no special token of this vocabulary.</exception>
    public int[] Encode(IReadOnlyList<PromptSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        List<int> ids = [];
        var ordinary = new StringBuilder();
        foreach (PromptSegment segment in segments)
        {
            if (!segment.IsSpecial)
            {
                ordinary.Append(segment.Text);
                continue;
            }

            Encode(ordinary.ToString(), allowSpecials: false, ids);
            ordinary.Clear();
            if (!_specials.TryGetId(segment.Text, out int id))
            {
                throw new TokenizerException(
                    $"\"{TokenizerException.OneLine(segment.Text ?? "null")}\" is not a special token of this vocabulary; check that {ConfigFile} belongs to the model");
            }

            ids.Add(id);
        }

        Encode(ordinary.ToString(), allowSpecials: false, ids);
        return [.. ids];
    }

    /// <summary>Appends the ids of a text; see <see cref="Encode(string, bool)"/>.</summary>
    public void Encode(ReadOnlySpan<char> text, bool allowSpecials, List<int> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        text = WellFormedText.From(text);

        // The reference cuts before it looks for special tokens, so that a name with a cut in it is not one.
        var cutter = default(LongRunCutter);
        while (!text.IsEmpty)
        {
            int length = cutter.NextChunk(text);
            EncodeChunk(text[..length], allowSpecials, destination);
            text = text[length..];
        }
    }

    /// <summary>Decodes ids: their bytes put together and read as UTF-8, with U+FFFD for what is ill-formed; special ids print their names.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(16, ids.Length));
        foreach (int id in ids)
        {
            bytes.Write(GetBytes(id));
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The bytes of a token, which alone need not be valid UTF-8; a special token's are its name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    public ReadOnlySpan<byte> GetBytes(int id)
    {
        if ((uint)id < (uint)_table.Count)
        {
            return _table[id];
        }

        return _specials.Contains(id)
            ? _specials.Bytes(id)
            : throw new ArgumentOutOfRangeException(nameof(id), id, $"the vocabulary has ids from 0 to {VocabularySize - 1}");
    }

    /// <summary>The ordinary token with exactly these bytes; -1 when there is none.</summary>
    internal int FindOrdinary(ReadOnlySpan<byte> bytes) => _table.Find(bytes);

    /// <summary>Starts decoding a stream of tokens.</summary>
    public StreamingDecoder CreateDecoder() => new(this);

    private void EncodeChunk(ReadOnlySpan<char> chunk, bool allowSpecials, List<int> destination)
    {
        while (allowSpecials)
        {
            int index = _specials.IndexOfFirst(chunk, out int length, out int id);
            if (index < 0)
            {
                break;
            }

            EncodeOrdinary(chunk[..index], destination);
            destination.Add(id);
            chunk = chunk[(index + length)..];
        }

        EncodeOrdinary(chunk, destination);
    }

    private void EncodeOrdinary(ReadOnlySpan<char> text, List<int> destination)
    {
        const int MaxOnStack = 512;
        Span<byte> buffer = stackalloc byte[MaxOnStack];
        while (!text.IsEmpty)
        {
            ReadOnlySpan<char> piece = text[..KimiPreTokenizer.NextPiece(text)];
            text = text[piece.Length..];
            int maxBytes = Encoding.UTF8.GetMaxByteCount(piece.Length);
            if (maxBytes <= MaxOnStack)
            {
                _encoder.Encode(buffer[..Encoding.UTF8.GetBytes(piece, buffer)], destination);
                continue;
            }

            byte[] rented = ArrayPool<byte>.Shared.Rent(maxBytes);
            _encoder.Encode(rented.AsSpan(0, Encoding.UTF8.GetBytes(piece, rented)), destination);
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static byte[]? ReadFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return null;
            }

            return file.Length <= MaxFileSize
                ? File.ReadAllBytes(path)
                : throw TokenizerException.InFile(path, $"the file has {file.Length} bytes, more than the {MaxFileSize} that a tokenizer file may have; check the path");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw TokenizerException.InFile(path, $"the file cannot be read ({TokenizerException.OneLine(exception.Message)}); check the path and the rights", exception);
        }
    }
}
