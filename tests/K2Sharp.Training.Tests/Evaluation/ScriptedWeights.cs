using K2Sharp.Inference.Checkpoints;
using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Data;
using K2Sharp.Training.Tests.Export;

namespace K2Sharp.Training.Tests.Evaluation;

/// <summary>
/// Turns a model's weights into a bigram table: attention and experts add nothing, the embedding's rows are almost orthogonal, and the head's
/// row of a token is the embedding of the token before it. So the real engine says a given text after every generation prompt.
/// </summary>
internal static class ScriptedWeights
{
    /// <summary>Makes the model say <paramref name="script"/>, in which special tokens may stand and no token may come twice.</summary>
    public static void Say(TinyModel model, string script)
    {
        K2Tokenizer tokenizer = K2Tokenizer.Load(model.TokenizerPath);
        int[] ids = tokenizer.Encode("<|im_middle|>" + script, allowSpecials: true);
        Assert.Distinct(ids);
        foreach (var tensor in model.Weights.Tensors)
        {
            Array.Fill(tensor.Values, tensor.Name.Contains("norm", StringComparison.Ordinal) ? 1f : 0f);
        }

        var random = new TaskRandom(1);
        float[] embedding = model.Weights.Get(TensorNames.Weight(TensorNames.Embedding)).Values;
        for (int i = 0; i < embedding.Length; i++)
        {
            embedding[i] = random.Chance(0.5) ? 1 : -1;
        }

        int width = model.Config.HiddenSize;
        float[] head = model.Weights.Get(TensorNames.Weight(TensorNames.LmHead)).Values;
        for (int i = 1; i < ids.Length; i++)
        {
            embedding.AsSpan(ids[i - 1] * width, width).CopyTo(head.AsSpan(ids[i] * width, width));
        }
    }
}
