using System.Reflection;
using System.Runtime.CompilerServices;
using K2Sharp.Inference.Engine;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Architecture;

public sealed class TypeRulesTests
{
    private static readonly Type[] s_types =
    [
        .. new[] { typeof(K2Tokenizer).Assembly, typeof(K2Engine).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && type.Name[0] != '<'),
    ];

    [Fact]
    public void Classes_are_sealed_static_or_abstract()
        => Repository.AssertNone(s_types
            .Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract && !s_types.Any(other => other.BaseType == type))
            .Select(type => $"{type} is none of them"));

    [Fact]
    public void Public_classes_that_are_not_sealed_are_abstract()
        => Repository.AssertNone(s_types.Where(type => type is { IsClass: true, IsVisible: true, IsSealed: false, IsAbstract: false }).Select(type => $"{type}"));

    /// <summary>Those of the automata never leave the assembly: the grammar's compiler turns each into a refusal that names the keyword.</summary>
    [Fact]
    public void Exceptions_are_public_sealed_and_named_so()
        => Repository.AssertNone(s_types
            .Where(type => type.IsAssignableTo(typeof(Exception)))
            .Where(type => !type.IsSealed || (!type.IsPublic && type.Namespace is not "K2Sharp.Text.Schema.Automata") || !type.Name.EndsWith("Exception", StringComparison.Ordinal))
            .Select(type => $"{type}"));

    [Fact]
    public void Fields_are_not_public_outside_of_plain_structures()
        => Repository.AssertNone(
            from type in s_types
            where type.IsVisible
            from field in type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where !field.IsLiteral && !type.IsEnum
            select $"{type}.{field.Name}");

    [Fact]
    public void Interfaces_begin_with_I()
        => Repository.AssertNone(s_types.Where(type => type.IsInterface && (type.Name[0] != 'I' || !char.IsUpper(type.Name[1]))).Select(type => $"{type}"));
}
