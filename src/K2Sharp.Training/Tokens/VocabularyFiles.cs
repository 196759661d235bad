using System.Globalization;
using System.Text;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Training.Tokens;

/// <summary>A learned vocabulary as the two files of a published tokenizer; special tokens have K2's names at K2's offsets.</summary>
internal static class VocabularyFiles
{
    public const string VocabularyName = "tiktoken.model";
    public const string ConfigName = "tokenizer_config.json";

    /// <summary>The number of all ids for so many ordinary tokens; <c>vocab_size</c> of config.json.</summary>
    public static int TotalSize(int ordinaryTokens) => ordinaryTokens + SyntheticTokenizer.SpecialTokens;

    /// <summary>Writes both files into a folder, which is made where it is missing.</summary>
    public static void Write(string directory, IReadOnlyList<byte[]> tokens)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, VocabularyName), Vocabulary(tokens));
        File.WriteAllText(Path.Combine(directory, ConfigName), SyntheticTokenizer.Config(TotalSize(tokens.Count)));
    }

    /// <summary>Takes over the vocabulary of another run or of a model.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string name in (string[])[VocabularyName, ConfigName])
        {
            File.Copy(Path.Combine(from, name), Path.Combine(to, name), overwrite: true);
        }
    }

    /// <summary>The tokenizer that <see cref="K2Tokenizer.Load"/> reads from the written files.</summary>
    public static K2Tokenizer Tokenizer(IReadOnlyList<byte[]> tokens) => K2Tokenizer.Create(
        Encoding.UTF8.GetBytes(Vocabulary(tokens)), Encoding.UTF8.GetBytes(SyntheticTokenizer.Config(TotalSize(tokens.Count))));

    private static string Vocabulary(IReadOnlyList<byte[]> tokens)
    {
        var text = new StringBuilder(tokens.Count * 14);
        for (int id = 0; id < tokens.Count; id++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Convert.ToBase64String(tokens[id])} {id}\n");
        }

        return text.ToString();
    }
}
