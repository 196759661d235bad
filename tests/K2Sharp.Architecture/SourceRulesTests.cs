using System.Text.RegularExpressions;

namespace K2Sharp.Architecture;

/// <summary>House rules that a reader of the sources can check, so a test does.</summary>
public sealed class SourceRulesTests
{
    private const int LongestFile = 800;

    private static readonly string[] s_unsafeFolders =
        ["src/K2Sharp.Inference/Kernels", "src/K2Sharp.Inference/Checkpoints", "src/K2Sharp.Inference/Model", "src/K2Sharp.Training/Kernels"];

    private static readonly Regex s_topLevelType = new(
        @"^(?:(?:public|internal|file|static|sealed|abstract|readonly|ref|partial|unsafe)\s+)*(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?|delegate\s+\S+)\s+(?<name>\w+)");

    [Fact]
    public void Unsafe_code_stays_in_its_four_folders()
        => Repository.AssertNone(
            from source in Repository.Under("src")
            where !s_unsafeFolders.Any(source.IsUnder)
            from place in source.Find(new(@"\bunsafe\b|\bUnsafe\.|\bMemoryMarshal\.GetReference\b|\bNativeMemory\b"))
            select place);

    [Fact]
    public void Only_the_engine_s_and_the_trainer_s_project_may_be_compiled_unsafe()
        => Assert.Equal(
            ["src/K2Sharp.Inference/K2Sharp.Inference.csproj", "src/K2Sharp.Training/K2Sharp.Training.csproj"],
            Repository.Files("src").Where(path => path.EndsWith("proj", StringComparison.Ordinal) || path.EndsWith(".props", StringComparison.Ordinal))
                .Where(path => File.ReadAllText(Repository.FullPath(path)).Contains("AllowUnsafeBlocks", StringComparison.Ordinal)));

    [Fact]
    public void One_file_asks_the_processor_what_it_can_do()
        => Assert.Equal(
            ["src/K2Sharp.Inference/Kernels/CpuFeatures.cs"],
            Repository.Under("src")
                .Where(source => source.Find(new(@"(?<!\bCpuFeatures)\.(?:IsSupported|IsHardwareAccelerated)\b")).Any())
                .Select(source => source.Path));

    [Fact]
    public void A_file_holds_one_type_and_is_named_after_it()
        => Repository.AssertNone(
            from source in Repository.Sources
            where source.Name is not "Program"
            let types = source.CodeLines.Select(line => s_topLevelType.Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value).ToArray()
            where types.Length != 1 || types[0] != source.Name.Split('.')[0]
            select $"{source.Path} holds {(types.Length == 0 ? "no type" : string.Join(", ", types))}");

    [Fact]
    public void No_file_is_longer_than_800_lines()
        => Repository.AssertNone(
            from source in Repository.Sources
            where source.Lines.Length > LongestFile
            select $"{source.Path} has {source.Lines.Length} lines");

    [Fact]
    public void Only_the_command_line_writes_to_the_console()
        => Repository.AssertNone(
            from source in Repository.Under("src")
            where !source.IsUnder("src/K2Sharp.Cli")
            from place in source.Find(new(@"\bConsole\."))
            select place);

    [Fact]
    public void Time_and_randomness_are_injected()
        => Repository.AssertNone(
            from source in Repository.Sources
            from place in source.Find(new(@"\bDateTime(?:Offset)?\.(?:Utc)?Now\b|\bDateTime\.Today\b|\bnew Random\(\)|\bRandom\.Shared\b"))
            select place);

    [Fact]
    public void Tests_never_sleep()
        => Repository.AssertNone(
            from source in Repository.Under("tests")
            from place in source.Find(new(@"\bThread\.Sleep\b|\bTask\.Delay\b"))
            select place);

    [Fact]
    public void The_libraries_never_end_the_process_nor_sleep()
        => Repository.AssertNone(
            from source in Repository.Under("src")
            where !source.IsUnder("src/K2Sharp.Cli")
            from place in source.Find(new(@"\bEnvironment\.(?:Exit|FailFast)\b|\bThread\.Sleep\b|\bTask\.Delay\b"))
            select place);

    [Fact]
    public void Namespaces_are_the_folders()
        => Repository.AssertNone(
            from source in Repository.Under("src")
            where source.Name is not "Program"
            let expected = Path.GetDirectoryName(source.Path)!["src/".Length..].Replace('/', '.').Replace('\\', '.')
            let actual = source.CodeLines.Select(line => Regex.Match(line, @"^namespace\s+([\w.]+);")).FirstOrDefault(match => match.Success)?.Groups[1].Value
            where actual != expected
            select $"{source.Path} has namespace {actual}, not {expected}");
}
