using System.Reflection;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Architecture;

/// <summary>Every kernel has a scalar twin, knows nothing of models and allocates nothing that a reader could see.</summary>
public sealed class KernelRulesTests
{
    private const string Folder = "src/K2Sharp.Inference/Kernels";

    /// <summary>Gradients, for which libtorch's own operations are the twin (docs/decisions/008).</summary>
    private const string TrainerFolder = "src/K2Sharp.Training/Kernels";
    private const BindingFlags AllMethods = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Parts of vector kernels that are no kernels themselves (their scalar form is ordinary arithmetic), and a measurement.</summary>
    private static readonly string[] s_parts = ["BFloat16Element", "Float32Element", "IDenseElement", "IPanelKernel", "Int16PanelBlock", "Int4Code512", "Int4ScaleSpread", "LaneSum", "MemoryBandwidth", "PanelTile"];

    private static readonly string[] s_innerLoops = ["IRowKernel`1", "IPanelKernel"];

    private static readonly string[] s_sets = ["Avx512", "Avx2", "AvxVnni"];

    private static readonly Type[] s_kernels = [.. typeof(K2Engine).Assembly.GetTypes().Where(type => type.Namespace == typeof(KernelPath).Namespace)];

    [Fact]
    public void A_type_named_after_an_instruction_set_has_a_scalar_twin_with_the_same_methods()
    {
        Type[] vectors = [.. s_kernels.Where(type => Suffix(type) is not null && !IsInnerLoop(type))];
        Assert.True(vectors.Length >= 6);
        Repository.AssertNone(
            from type in vectors
            let twin = s_kernels.FirstOrDefault(other => other.Name == type.Name.Replace(Suffix(type)!, "Scalar", StringComparison.Ordinal))
            from method in type.GetMethods(AllMethods)
            where method.IsPublic
            where twin?.GetMethods(AllMethods).Any(other => other.Name == method.Name && Parameters(other) == Parameters(method)) != true
            select $"{type.Name}.{method.Name}({Parameters(method)}) has no scalar twin");
    }

    /// <summary>Inner loops of rows and panels: their twin is the whole operation, which property tests hold them to.</summary>
    [Fact]
    public void An_inner_loop_of_rows_or_panels_belongs_to_scalar_rows()
    {
        Type[] loops = [.. s_kernels.Where(type => IsInnerLoop(type) && !type.IsInterface)];
        Assert.True(loops.Length >= 5);
        Repository.AssertNone(
            from type in loops
            where Suffix(type) is not { } suffix || s_kernels.All(other => other.Name != Twin(type.Name, suffix))
            select $"{type.Name} has no scalar rows");
    }

    [Fact]
    public void A_method_named_vector_has_a_scalar_twin_beside_it()
    {
        MethodInfo[] vectors = [.. s_kernels.SelectMany(type => type.GetMethods(AllMethods)).Where(method => method.Name.EndsWith("Vector", StringComparison.Ordinal))];
        Assert.True(vectors.Length >= 8);
        Repository.AssertNone(
            from method in vectors
            let names = new[] { method.Name.Replace("Vector", "Scalar", StringComparison.Ordinal), method.Name.Replace("Vector", string.Empty, StringComparison.Ordinal) }
            where !method.DeclaringType!.GetMethods(AllMethods).Any(other => names.Contains(other.Name) && Parameters(other) == Parameters(method))
            select $"{method.DeclaringType}.{method.Name}({Parameters(method)}) has no scalar twin");
    }

    [Fact]
    public void Vector_instructions_are_used_nowhere_else()
        => Repository.AssertNone(
            from source in Repository.Under("src")
            where !source.IsUnder(Folder) && !source.IsUnder(TrainerFolder)
            from place in source.Find(new(@"\bVector512\b|\bSystem\.Runtime\.Intrinsics\.(?:X86|Arm)\b|\b(?:Avx\w*|Ssse3|Sse(?:2|3|41|42)?|Fma)\."))
            select $"{place} outside of {Folder} and {TrainerFolder}, where only what .NET itself emulates may be used");

    [Fact]
    public void Whatever_uses_vectors_has_a_scalar_method_or_is_a_part_of_something_that_has()
        => Repository.AssertNone(
            from source in Repository.Under(Folder)
            where !IsCovered(source)
            from place in source.Find(new(@"\bVector(?:64|128|256|512)\b|\bAvx\w*\.")).Take(1)
            select $"{place} is neither in a file of an instruction set (*Avx2, *Avx512, *AvxVnni) nor beside a method *Scalar or *Vector");

    [Fact]
    public void Kernels_allocate_nothing()
        => Repository.AssertNone(
            from type in s_kernels
            where type is { IsAbstract: true, IsSealed: true } && type.GetMethods(AllMethods).Any(method => Parameters(method).Contains('*', StringComparison.Ordinal))
            from source in Repository.Under(Folder)
            where source.Name == type.Name.Split('`')[0]
            from place in source.Find(new(@"\bnew\s+\w+(?:<\w+>)?\s*\[|\.ToArray\(|\.ToList\(|\bstring\.|\bList<"))
            select place);

    private static bool IsCovered(SourceFile source)
    {
        Type? type = s_kernels.FirstOrDefault(kernel => kernel.Name.Split('`')[0] == source.Name);
        return type is not null
            && (type == typeof(K2Engine).Assembly.GetType(Namespace("CpuFeatures"))
                || s_parts.Contains(source.Name)
                || Suffix(type) is not null
                || type.GetMethods(AllMethods).Any(method =>
                    method.Name.EndsWith("Vector", StringComparison.Ordinal) || method.Name is "Scalar"));
    }

    private static string Namespace(string name) => $"{typeof(KernelPath).Namespace}.{name}";

    private static string? Suffix(Type type)
    {
        string name = type.Name.Split('`')[0];
        return s_sets.FirstOrDefault(set => name.EndsWith(set, StringComparison.Ordinal));
    }

    private static string Twin(string name, string suffix) =>
        name.Replace(suffix, "RowsScalar", StringComparison.Ordinal).Replace("PanelRows", "Rows", StringComparison.Ordinal);

    private static bool IsInnerLoop(Type type) =>
        type.IsInterface ? s_innerLoops.Contains(type.Name) : s_innerLoops.Any(loop => type.GetInterface(loop) is not null);

    private static string Parameters(MethodInfo method)
        => string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.ToString()));
}
