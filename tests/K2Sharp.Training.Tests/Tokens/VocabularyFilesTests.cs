using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Tests.Tokens;

public sealed class VocabularyFilesTests
{
    [Fact]
    public void The_tokenizer_reads_what_was_written()
    {
        IReadOnlyList<byte[]> tokens = VocabularyTrainer.Train(["hello hello world", "world of hello"], 262);
        string directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            VocabularyFiles.Write(directory, tokens);
            K2Tokenizer tokenizer = K2Tokenizer.Load(directory);
            Assert.Equal(262, tokenizer.BaseVocabularySize);
            Assert.Equal(VocabularyFiles.TotalSize(262), tokenizer.VocabularySize);
            for (int id = 0; id < tokens.Count; id++)
            {
                Assert.Equal(tokens[id], tokenizer.GetBytes(id).ToArray());
            }

            // The published offsets from the first special id (163,584 there).
            foreach ((string name, int offset) in (ReadOnlySpan<(string, int)>)[("[BOS]", 0), ("[EOS]", 1), ("<|im_end|>", 2), ("<|im_middle|>", 17), ("<think>", 22), ("[PAD]", 255)])
            {
                Assert.True(tokenizer.TryGetSpecialId(name, out int id));
                Assert.Equal(262 + offset, id);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
