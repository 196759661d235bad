using System.Text;

namespace K2Sharp.Agents.Tools;

/// <summary>Keeps outputs that are too long for the context as files; the model sees head and tail, and how to read on.</summary>
/// <param name="folder">Where the files go.</param>
/// <param name="shownAs">What the model is to call that folder, for example a path within a sandbox.</param>
/// <param name="howToRead">How the model reads on, a format with the file's name in place of {0}; null for no hint.</param>
public sealed class OutputStore(string folder, string shownAs, string? howToRead = null)
{
    /// <summary>The folder of the files.</summary>
    public string Folder => folder;

    /// <summary>The text for the model: the output itself, or its beginning and end once the whole is in a file.</summary>
    /// <param name="name">The file's name, without its suffix.</param>
    /// <param name="text">The output.</param>
    /// <param name="mostCharacters">What the model may see.</param>
    /// <returns>The text, and the file where one was written.</returns>
    public (string Text, string? File) Shorten(string name, string text, int mostCharacters)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= mostCharacters)
        {
            return (text, null);
        }

        Directory.CreateDirectory(folder);
        string file = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-')) + ".txt";
        File.WriteAllText(Path.Combine(folder, file), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        string place = shownAs.Length == 0 ? file : $"{shownAs.TrimEnd('/')}/{file}";
        int lines = text.AsSpan().Count('\n') + 1;
        string hint = howToRead is null ? string.Empty : " " + string.Format(null, CompositeFormat.Parse(howToRead), place);
        int tail = mostCharacters / 4;
        int head = mostCharacters - tail;
        return ($"{Head(text, head)}\n[... {text.Length - head - tail} of {text.Length} characters left out; the whole output, {lines} lines, is in {place}.{hint}]\n{Tail(text, tail)}",
            Path.Combine(folder, file));
    }

    private static string Head(string text, int length) => text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private static string Tail(string text, int length) => text[(length > 0 && char.IsLowSurrogate(text[^length]) ? ^(length - 1) : ^length)..];
}
