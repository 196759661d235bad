using System.Text.Json;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>
/// The forward pass of section 4 of the model's specification in float64, for reading and not for speed: expanded keys and values, whole
/// softmax, one token and one expert at a time, and the configuration read from its JSON. It shares no code with the engine.
/// </summary>
internal sealed class ReferenceModel
{
    private readonly JsonElement _config;
    private readonly ReferenceTensors _tensors;
    private readonly double _latentEps;
    private readonly double _eps;
    private readonly int _heads;
    private readonly int _nope;
    private readonly int _rope;
    private readonly int _value;
    private readonly int _latent;
    private readonly float[] _frequencies;

    public ReferenceModel(Checkpoint checkpoint, double latentNormEps = 1e-6)
    {
        _config = JsonDocument.Parse(File.ReadAllText(Path.Combine(checkpoint.DirectoryPath, "config.json"))).RootElement;
        _tensors = new ReferenceTensors(checkpoint);
        _latentEps = latentNormEps;
        _eps = Number("rms_norm_eps");
        _heads = Int("num_attention_heads");
        _nope = Int("qk_nope_head_dim");
        _rope = Int("qk_rope_head_dim");
        _value = Int("v_head_dim");
        _latent = Int("kv_lora_rank");
        _frequencies = [.. Enumerable.Range(0, _rope / 2).Select(pair => (float)Frequency(pair, _rope))];
    }

    /// <summary>Per layer with experts: what each token chose, with factors.</summary>
    public Dictionary<int, Dictionary<int, double>[]> Routing { get; } = [];

    /// <summary>
    /// The smallest distance between a score that was chosen and one that was not: float32 agrees on the experts only where it is not tiny.
    /// </summary>
    public double SmallestMargin { get; private set; } = double.PositiveInfinity;

    /// <summary>Rounds what the routed experts' weights are multiplied by; null where nothing is rounded.</summary>
    public Func<double, double>? RoundsExpertInputs { get; init; }

    /// <summary>The logits after every token: [tokens][vocabulary].</summary>
    public double[][] Logits(IReadOnlyList<int> tokens)
    {
        double[][] embedding = _tensors.Matrix("model.embed_tokens");
        double[][] h = [.. tokens.Select(token => (double[])embedding[token].Clone())];
        for (int layer = 0; layer < Int("num_hidden_layers"); layer++)
        {
            string prefix = $"model.layers.{layer}.";
            AddTo(h, Attention(prefix + "self_attn.", NormAll(h, prefix + "input_layernorm")));
            double[][] x = NormAll(h, prefix + "post_attention_layernorm");
            bool isMoe = layer >= Int("first_k_dense_replace") && layer % Int("moe_layer_freq") == 0;
            AddTo(h, isMoe ? Moe(layer, prefix + "mlp.", x) : [.. x.Select(row => Mlp(prefix + "mlp.", row))]);
        }

        double[][] head = _config.GetProperty("tie_word_embeddings").GetBoolean() ? embedding : _tensors.Matrix("lm_head");
        return [.. NormAll(h, "model.norm").Select(row => Multiply(head, row))];
    }

    private static double[] Multiply(double[][] matrix, double[] x) => [.. matrix.Select(row => Dot(row, x))];

    private static double Dot(double[] a, double[] b)
    {
        Assert.True(a.Length == b.Length);
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static double[] Norm(double[] x, double[] weight, double eps)
    {
        double scale = 1 / Math.Sqrt((Dot(x, x) / x.Length) + eps);
        return [.. x.Select((value, i) => value * scale * weight[i])];
    }

    private static void AddTo(double[][] h, double[][] difference)
    {
        for (int t = 0; t < h.Length; t++)
        {
            for (int i = 0; i < h[t].Length; i++)
            {
                h[t][i] += difference[t][i];
            }
        }
    }

    private static double Magnitude(double factor, double mscale) => factor > 1 ? (0.1 * mscale * Math.Log(factor)) + 1 : 1;

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private double[][] NormAll(double[][] h, string module)
    {
        double[] weight = _tensors.Vector(module + ".weight");
        return [.. h.Select(row => Norm(row, weight, _eps))];
    }

    private double[][] Attention(string prefix, double[][] x)
    {
        double[] latentNorm = _tensors.Vector(prefix + "kv_a_layernorm.weight");
        double[][] queries = [.. x.Select(row => Queries(prefix, row))];
        double[][] compressed = [.. x.Select(row => Multiply(_tensors.Matrix(prefix + "kv_a_proj_with_mqa"), row))];
        double[][] expanded = [.. compressed.Select(row =>
            Multiply(_tensors.Matrix(prefix + "kv_b_proj"), Norm(row[.._latent], latentNorm, _latentEps)))];
        double[][] positionKeys = [.. compressed.Select((row, position) => Rotate(row[_latent..], position))];
        double scale = SoftmaxScale();
        double[][] outputs = [.. x.Select(_ => new double[_heads * _value])];
        for (int head = 0; head < _heads; head++)
        {
            int q = head * (_nope + _rope);
            int kv = head * (_nope + _value);
            double[][] keys = [.. expanded.Select((row, s) => (double[])[.. row[kv..(kv + _nope)], .. positionKeys[s]])];
            double[][] values = [.. expanded.Select(row => row[(kv + _nope)..(kv + _nope + _value)])];
            for (int t = 0; t < x.Length; t++)
            {
                double[] query = [.. queries[t][q..(q + _nope)], .. Rotate(queries[t][(q + _nope)..(q + _nope + _rope)], t)];
                double[] scores = [.. keys.Take(t + 1).Select(key => Dot(query, key) * scale)];
                double max = scores.Max();
                double total = scores.Sum(score => Math.Exp(score - max));
                for (int s = 0; s <= t; s++)
                {
                    double probability = Math.Exp(scores[s] - max) / total;
                    for (int i = 0; i < _value; i++)
                    {
                        outputs[t][(head * _value) + i] += probability * values[s][i];
                    }
                }
            }
        }

        return [.. outputs.Select(row => Multiply(_tensors.Matrix(prefix + "o_proj"), row))];
    }

    private double[] Queries(string prefix, double[] x)
    {
        if (_config.GetProperty("q_lora_rank").ValueKind == JsonValueKind.Null)
        {
            return Multiply(_tensors.Matrix(prefix + "q_proj"), x);
        }

        double[] latent = Multiply(_tensors.Matrix(prefix + "q_a_proj"), x);
        return Multiply(_tensors.Matrix(prefix + "q_b_proj"), Norm(latent, _tensors.Vector(prefix + "q_a_layernorm.weight"), _latentEps));
    }

    /// <summary>Pairs (x[2i], x[2i + 1]) turn by position * frequency; that product is float32 in the references, so it is here.</summary>
    private double[] Rotate(double[] x, int position)
    {
        double factor = 1;
        if (Yarn() is { } yarn)
        {
            factor = Magnitude(Number("factor", yarn), Number("mscale", yarn)) / Magnitude(Number("factor", yarn), Number("mscale_all_dim", yarn));
        }

        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length / 2; i++)
        {
            float angle = position * _frequencies[i];
            double cos = Math.Cos(angle) * factor;
            double sin = Math.Sin(angle) * factor;
            y[2 * i] = (x[2 * i] * cos) - (x[(2 * i) + 1] * sin);
            y[(2 * i) + 1] = (x[2 * i] * sin) + (x[(2 * i) + 1] * cos);
        }

        return y;
    }

    private double Frequency(int pair, int d)
    {
        double b = Number("rope_theta");
        double plain = Math.Pow(b, -2.0 * pair / d);
        if (Yarn() is not { } yarn)
        {
            return plain;
        }

        double Corr(double n) => d * Math.Log(Number("original_max_position_embeddings", yarn) / (2 * Math.PI * n)) / (2 * Math.Log(b));
        double low = Math.Max(Math.Floor(Corr(Number("beta_fast", yarn))), 0);
        double high = Math.Min(Math.Ceiling(Corr(Number("beta_slow", yarn))), d - 1);
        high = low == high ? high + 0.001 : high;
        double ramp = Math.Min(Math.Max((pair - low) / (high - low), 0), 1);
        return (plain / Number("factor", yarn) * ramp) + (plain * (1 - ramp));
    }

    private double SoftmaxScale()
    {
        double plain = Math.Pow(_nope + _rope, -0.5);
        return Yarn() is { } yarn ? plain * Math.Pow(Magnitude(Number("factor", yarn), Number("mscale_all_dim", yarn)), 2) : plain;
    }

    private double[] Mlp(string prefix, double[] input)
    {
        Func<double, double> round = RoundsExpertInputs is { } rounding && prefix.Contains(".experts.", StringComparison.Ordinal) ? rounding : value => value;
        double[] x = [.. input.Select(round)];
        double[] gate = Multiply(_tensors.Matrix(prefix + "gate_proj"), x);
        double[] up = Multiply(_tensors.Matrix(prefix + "up_proj"), x);
        return Multiply(_tensors.Matrix(prefix + "down_proj"), [.. gate.Select((g, i) => round(g * Sigmoid(g) * up[i]))]);
    }

    private double[][] Moe(int layer, string prefix, double[][] x)
    {
        Dictionary<int, double>[] routes = [.. x.Select(row => Route(prefix, row))];
        Routing[layer] = routes;
        double[][] result = new double[x.Length][];
        for (int t = 0; t < x.Length; t++)
        {
            double[] sum = _tensors.Contains(prefix + "shared_experts.gate_proj") ? Mlp(prefix + "shared_experts.", x[t]) : new double[x[t].Length];
            foreach ((int expert, double weight) in routes[t])
            {
                double[] output = Mlp($"{prefix}experts.{expert}.", x[t]);
                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += weight * output[i];
                }
            }

            result[t] = sum;
        }

        return result;
    }

    private Dictionary<int, double> Route(string prefix, double[] x)
    {
        double[] p = [.. Multiply(_tensors.Matrix(prefix + "gate"), x).Select(Sigmoid)];
        double[] bias = _tensors.Vector(prefix + "gate.e_score_correction_bias");
        double[] sel = [.. p.Select((value, e) => value + bias[e])];
        int size = sel.Length / Int("n_group");
        int[] groups = Best([.. sel.Chunk(size).Select(group => group.OrderDescending().Take(2).Sum())], Int("topk_group"));
        int[] allowed = [.. Enumerable.Range(0, sel.Length).Where(e => groups.Contains(e / size))];
        int[] chosen = [.. Best([.. allowed.Select(e => sel[e])], Int("num_experts_per_tok")).Select(i => allowed[i])];
        double divisor = _config.GetProperty("norm_topk_prob").GetBoolean() ? chosen.Sum(e => p[e]) + 1e-20 : 1;
        return chosen.ToDictionary(e => e, e => p[e] / divisor * Number("routed_scaling_factor"));
    }

    private int[] Best(double[] scores, int count)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ThenBy(i => i)];
        if (count < order.Length)
        {
            SmallestMargin = Math.Min(SmallestMargin, scores[order[count - 1]] - scores[order[count]]);
        }

        return order[..count];
    }

    private JsonElement? Yarn() => _config.GetProperty("rope_scaling") is { ValueKind: JsonValueKind.Object } yarn ? yarn : null;

    private int Int(string name) => _config.GetProperty(name).GetInt32();

    private double Number(string name, JsonElement? of = null) => (of ?? _config).GetProperty(name).GetDouble();
}
