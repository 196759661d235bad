using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using K2Sharp.Extensions.AI;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Errors;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Generation;

/// <summary>The names of the one model that is served.</summary>
internal sealed class ModelCatalog
{
    private static readonly string[] s_defaultNames = ["kimi-k2-thinking", "kimi-k2-thinking-turbo"];
    private readonly HashSet<string> _names;

    public ModelCatalog(K2Engine engine, IOptions<K2Options> model, IOptions<K2ServerOptions> server, TimeProvider clock)
    {
        IEnumerable<string> configured = server.Value.ModelNames.Count > 0 ? server.Value.ModelNames : s_defaultNames;
        Names = [.. configured.Append(model.Value.EffectiveModelId).Distinct(StringComparer.Ordinal)];
        _names = [.. Names];
        ContextLength = engine.ContextLength;
        Created = clock.GetUtcNow().ToUnixTimeSeconds();
        Fingerprint = MakeFingerprint(engine, model.Value);
    }

    /// <summary>Every name, the default first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The most tokens of a prompt and its answer.</summary>
    public int ContextLength { get; }

    /// <summary>When the model was loaded, in seconds since 1970.</summary>
    public long Created { get; }

    /// <summary>Stands for everything beside the request that decides which tokens a seed gives.</summary>
    public string Fingerprint { get; }

    /// <summary>The name to answer under; the default for a request that names none.</summary>
    /// <exception cref="ApiException">There is no model of that name.</exception>
    public string Resolve(string? name) => string.IsNullOrEmpty(name) ? Names[0]
        : _names.Contains(name) ? name
        : throw NotFound(name);

    /// <summary>The error for a name that is not known.</summary>
    public ApiException NotFound(string name) =>
        new(new ApiError(404, ErrorTypes.ResourceNotFound, $"model: there is no model \"{Shorten(name)}\" here; this server has {string.Join(", ", Names)}") { Param = "model", Code = "model_not_found" });

    private static string Shorten(string name) => name.Length <= 100 ? name : $"{name[..100]}...";

    private static string MakeFingerprint(K2Engine engine, K2Options options)
    {
        string version = typeof(ModelCatalog).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? string.Empty;
        string facts = string.Create(
            CultureInfo.InvariantCulture,
            $"{version}|{options.EffectiveModelId}|{engine.Config.NumHiddenLayers}|{engine.Config.HiddenSize}|{engine.Model.Kernels}|{options.CacheFormat}|{options.LatentNormEps:R}");
        return $"fp_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))[..12]}";
    }
}
