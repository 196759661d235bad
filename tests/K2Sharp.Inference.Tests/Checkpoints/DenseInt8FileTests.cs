using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Tests.Model;

namespace K2Sharp.Inference.Tests.Checkpoints;

/// <summary>The int8 side file: what is in it, and when it is refused.</summary>
public sealed class DenseInt8FileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _directory;

    public DenseInt8FileTests() => _directory = TinyCheckpoint.Write(_folder);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string SideFile => Path.Combine(_directory, DenseInt8Format.FileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_weight_comes_back_within_half_a_scale_and_the_others_as_they_were()
    {
        using Checkpoint checkpoint = Checkpoint.Open(_directory);
        DenseReport report = DenseQuantizer.Write(checkpoint, cancellationToken: Token);
        Assert.Equal(SideFile, report.Path);
        PlannedWeight[] weights = [.. DensePlan.Of(checkpoint)];
        Assert.Equal(
            ["down_proj", "gate_proj", "kv_a_proj_with_mqa", "lm_head", "o_proj", "q_a_proj", "q_b_proj", "up_proj"],
            weights.Select(weight => weight.Module.Split('.')[^1]).Distinct().Order(StringComparer.Ordinal));

        // Two layers' attention, one dense MLP, one shared expert, the head; two kv_b_proj stay.
        Assert.Equal((2 * 4) + 3 + 3 + 1, weights.Length);
        Assert.Equal(2, report.Kept);
        foreach (PlannedWeight weight in weights)
        {
            WeightMatrix matrix = checkpoint.GetMatrix(weight.Module, weight.Rows, weight.Columns, DenseWeights.Int8);
            Assert.Equal(WeightFormat.Int8Group32, matrix.Format);
            AssertClose(checkpoint.Get(TensorNames.Weight(weight.Module), [weight.Rows, weight.Columns], TensorType.BF16).ToFloat32(), matrix);
        }

        Assert.Equal(WeightFormat.BFloat16, checkpoint.GetMatrix(weights[0].Module, weights[0].Rows, weights[0].Columns).Format);
        Assert.Equal(WeightFormat.BFloat16, checkpoint.GetMatrix(TensorNames.Attention(0, TensorNames.KvBProj), 256, 64, DenseWeights.Int8).Format);
        Assert.Equal(WeightFormat.Int4Group32, checkpoint.GetMatrix(TensorNames.Expert(1, 0, TensorNames.UpProj), 64, 128, DenseWeights.Int8).Format);
        Assert.Equal(weights.Length, report.Kinds.Sum(kind => kind.Matrices));
        Assert.Equal(weights.Sum(weight => 2 * weight.Parameters), report.SourceBytes);
        Assert.Equal(weights.Sum(weight => WeightFormat.Int8Group32.ByteCount(weight.Rows, weight.Columns)), report.Bytes);
        Assert.All(report.Kinds, kind => Assert.InRange(kind.LargestError, 0.003, 0.008));
    }

    [Fact]
    public void The_same_weights_give_the_same_file_and_its_data_are_aligned()
    {
        using Checkpoint checkpoint = Checkpoint.Open(_directory);
        DenseQuantizer.Write(checkpoint, cancellationToken: Token);
        byte[] first = File.ReadAllBytes(SideFile);
        DenseQuantizer.Write(checkpoint, cancellationToken: Token);
        Assert.Equal(first, File.ReadAllBytes(SideFile));
        Assert.Equal(0, (BitConverter.ToInt64(first) + 8) % DenseInt8Format.Alignment);
        Assert.Equal(["k2-dense-int8.safetensors"], Directory.GetFiles(_directory, "k2-dense*").Select(Path.GetFileName));
    }

    [Fact]
    public void Without_one_the_error_says_what_makes_it() => AssertRefused("does not exist");

    [Fact]
    public void One_of_other_weights_is_refused()
    {
        using (Checkpoint other = Checkpoint.Open(TinyCheckpoint.Write(_folder, "other", seed: 2)))
        {
            DenseQuantizer.Write(other, SideFile, cancellationToken: Token);
        }

        AssertRefused("was made from other weights");
    }

    [Fact]
    public void Weights_that_change_make_it_stale_and_a_copy_of_the_checkpoint_does_not()
    {
        Quantize();
        string copy = _folder.File("copy");
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(_directory))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            File.SetLastWriteTimeUtc(Path.Combine(copy, Path.GetFileName(file)), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        using (Checkpoint checkpoint = Checkpoint.Open(copy))
        {
            Assert.Equal(WeightFormat.Int8Group32, checkpoint.GetMatrix(TensorNames.LmHead, 520, 128, DenseWeights.Int8).Format);
        }

        // The last shard ends with the last norm, before it the head.
        string shard = Path.Combine(_directory, TinyCheckpoint.LastShard);
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[^((128 * 2) + 1)] ^= 1;
        File.WriteAllBytes(shard, bytes);
        AssertRefused("was made from other weights");
    }

    [Theory]
    [InlineData("\"version\":\"1\"", "\"version\":\"2\"", "is of format k2-dense-int8 2")]
    [InlineData("\"format\":\"k2-dense-int8\"", "\"format\":\"k2-dense-int9\"", "is of format k2-dense-int9")]
    [InlineData("lm_head.weight_int8\":{\"dtype\":\"I8\"", "lm_head.weight_int8\":{\"dtype\":\"U8\"", "is U8 [520, 128], not I8 [520, 128]")]
    [InlineData("lm_head.weight_int8_scale", "lm_head.weight_int9_scale", "lacks tensor lm_head.weight_int8_scale")]
    public void A_damaged_header_is_refused(string from, string to, string problem)
    {
        Quantize();
        TinyCheckpoint.Patch(SideFile, from, to);
        AssertRefused(problem);
    }

    [Fact]
    public void A_cut_file_and_another_kind_of_file_are_refused()
    {
        Quantize();
        byte[] whole = File.ReadAllBytes(SideFile);
        foreach (int length in (int[])[0, 7, 100, whole.Length / 2, whole.Length - 1])
        {
            File.WriteAllBytes(SideFile, whole[..length]);
            AssertRefused(DenseInt8Format.FileName);
        }

        File.WriteAllText(SideFile, "not a safetensors file at all");
        AssertRefused(DenseInt8Format.FileName);
        File.Copy(Path.Combine(_directory, TinyCheckpoint.LastShard), SideFile, overwrite: true);
        AssertRefused("is of format pt");
    }

    [Fact]
    public void A_refused_file_may_be_made_anew_while_the_checkpoint_is_open()
    {
        using Checkpoint checkpoint = Checkpoint.Open(_directory);
        Assert.Throws<CheckpointException>(() => checkpoint.GetMatrix(TensorNames.LmHead, 520, 128, DenseWeights.Int8));
        DenseQuantizer.Write(checkpoint, cancellationToken: Token);
        Assert.Equal(WeightFormat.Int8Group32, checkpoint.GetMatrix(TensorNames.LmHead, 520, 128, DenseWeights.Int8).Format);
    }

    [Fact]
    public void Cancelling_leaves_the_older_file_and_nothing_else()
    {
        Quantize();
        byte[] older = File.ReadAllBytes(SideFile);
        using var source = new CancellationTokenSource();
        using Checkpoint checkpoint = Checkpoint.Open(_directory);
        var progress = new Reports(source.Cancel);
        Assert.Throws<OperationCanceledException>(() => DenseQuantizer.Write(checkpoint, progress: progress, cancellationToken: source.Token));
        Assert.Equal(older, File.ReadAllBytes(SideFile));
        Assert.Equal(SideFile, Assert.Single(Directory.GetFiles(_directory, "k2-dense*")));
    }

    [Fact]
    public void Progress_ends_at_its_total()
    {
        using Checkpoint checkpoint = Checkpoint.Open(_directory);
        var progress = new Reports(() => { });
        DenseReport report = DenseQuantizer.Write(checkpoint, _folder.File("elsewhere"), progress, Token);
        Assert.True(File.Exists(_folder.File("elsewhere")));
        Assert.Equal((report.SourceBytes, report.SourceBytes), (progress.Last.Done, progress.Last.Total));
    }

    [Fact]
    public void A_full_disk_is_refused_before_anything_is_written()
    {
        using Checkpoint checkpoint = Checkpoint.Open(_directory);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => DenseQuantizer.Write(checkpoint, SideFile, _ => 1000, null, Token));
        Assert.Contains("--out", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_directory, "k2-dense*"));
        Assert.Contains("cannot be written", Assert.Throws<CheckpointException>(
            () => DenseQuantizer.Write(checkpoint, Path.Combine(_folder.File("nowhere"), "file"), _ => long.MaxValue, null, Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_weights_are_refused()
    {
        using var files = new TestCheckpoint(Sibling.Kimi, change: (module, values) =>
        {
            if (module == "model.layers.1.self_attn.q_a_proj")
            {
                values[100] = float.NaN;
            }
        });
        using Checkpoint checkpoint = Checkpoint.Open(files.DirectoryPath);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => DenseQuantizer.Write(checkpoint, cancellationToken: Token));
        Assert.Contains("model.layers.1.self_attn.q_a_proj.weight holds NaN", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(files.DirectoryPath, "k2-dense*"));
    }

    [Fact]
    public void Float32_weights_are_converted_and_a_checkpoint_of_nothing_else_than_int4_is_refused()
    {
        using (var files = new TestCheckpoint(Sibling.Kimi, format: TestCheckpoint.AllFloat32))
        using (Checkpoint checkpoint = Checkpoint.Open(files.DirectoryPath))
        {
            DenseQuantizer.Write(checkpoint, cancellationToken: Token);
            AssertClose(
                checkpoint.Get("lm_head.weight", [61, 96], TensorType.F32).ToFloat32(), checkpoint.GetMatrix(TensorNames.LmHead, 61, 96, DenseWeights.Int8));
        }

        // 60 columns of values and 40 of the query latent fill no groups: o_proj and q_b_proj stay.
        K2Config config = Sibling.Kimi with { QLoraRank = 64, VHeadDim = 32, IntermediateSize = 128 };
        using (var files = new TestCheckpoint(config, format: TestCheckpoint.AllInt4))
        using (Checkpoint checkpoint = Checkpoint.Open(files.DirectoryPath))
        {
            Assert.Contains("no weights to convert", Assert.Throws<CheckpointException>(
                () => DenseQuantizer.Write(checkpoint, cancellationToken: Token)).Message, StringComparison.Ordinal);
        }
    }

    private static unsafe void AssertClose(float[] expected, in WeightMatrix matrix)
    {
        int blocks = Int8Row.BlocksOf(matrix.Columns);
        float[] row = new float[matrix.Columns];
        for (int r = 0; r < matrix.Rows; r++)
        {
            var scales = new ReadOnlySpan<ushort>(matrix.Scales + (r * blocks * 4), blocks * 4);
            Int8Packing.Dequantize(new ReadOnlySpan<sbyte>((sbyte*)matrix.Data + (r * blocks * 128), blocks * 128), scales, row);
            for (int c = 0; c < matrix.Columns; c++)
            {
                Assert.True(Math.Abs(expected[(r * matrix.Columns) + c] - row[c]) <= 0.5001f * BFloat16Element.Widen(scales[c / 32]));
            }
        }
    }

    private void Quantize()
    {
        using Checkpoint checkpoint = Checkpoint.Open(_directory);
        DenseQuantizer.Write(checkpoint, cancellationToken: Token);
    }

    /// <summary>Refused in one line that names the problem and the command.</summary>
    private void AssertRefused(string problem)
    {
        using Checkpoint checkpoint = Checkpoint.Open(_directory);
        string message = Assert.Throws<CheckpointException>(() => checkpoint.GetMatrix(TensorNames.LmHead, 520, 128, DenseWeights.Int8)).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains($"k2 model quantize --dense int8 --model {_directory}", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private sealed class Reports(Action action) : IProgress<DenseProgress>
    {
        public DenseProgress Last { get; private set; }

        public void Report(DenseProgress value)
        {
            Last = value;
            action();
        }
    }
}
