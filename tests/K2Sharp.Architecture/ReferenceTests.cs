using System.Reflection;
using System.Xml.Linq;
using K2Sharp.Inference.Engine;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Architecture;

/// <summary>References go one way.</summary>
public sealed class ReferenceTests
{
    /// <summary>What each project may refer to, from the bottom up. A new project takes its place here.</summary>
    private static readonly Dictionary<string, string[]> s_allowed = new(StringComparer.Ordinal)
    {
        ["K2Sharp.Text"] = [],
        ["K2Sharp.Inference"] = ["K2Sharp.Text"],
        ["K2Sharp.Extensions.AI"] = ["K2Sharp.Text", "K2Sharp.Inference"],
        ["K2Sharp.Server"] = ["K2Sharp.Text", "K2Sharp.Inference", "K2Sharp.Extensions.AI"],
        ["K2Sharp.Agents"] = ["K2Sharp.Text", "K2Sharp.Inference", "K2Sharp.Extensions.AI"],
        ["K2Sharp.Agents.Orleans"] = ["K2Sharp.Text", "K2Sharp.Inference", "K2Sharp.Extensions.AI", "K2Sharp.Agents"],
        ["K2Sharp.Evals"] = ["K2Sharp.Text", "K2Sharp.Inference", "K2Sharp.Extensions.AI", "K2Sharp.Agents", "K2Sharp.Server"],
        ["K2Sharp.Training"] = ["K2Sharp.Text", "K2Sharp.Inference"],
        ["K2Sharp.Cli"] = ["K2Sharp.Text", "K2Sharp.Inference", "K2Sharp.Extensions.AI", "K2Sharp.Server", "K2Sharp.Agents", "K2Sharp.Agents.Orleans", "K2Sharp.Evals"],
    };

    /// <summary>What each folder of the engine may use of the others.</summary>
    private static readonly Dictionary<string, string[]> s_allowedFolders = new(StringComparer.Ordinal)
    {
        ["Kernels"] = [],
        ["Checkpoints"] = ["Kernels"],
        ["Cache"] = ["Kernels"],
        ["Model"] = ["Kernels", "Checkpoints", "Cache"],
        ["Sampling"] = [],
        ["Scheduling"] = ["Kernels", "Checkpoints", "Cache", "Model", "Sampling"],
        ["Engine"] = ["Kernels", "Checkpoints", "Cache", "Model", "Sampling", "Scheduling"],
    };

    [Fact]
    public void Projects_refer_downwards_only()
    {
        string[] projects = [.. Repository.Files("src").Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))];
        Assert.Equal(s_allowed.Keys.Order(), projects.Select(Path.GetFileNameWithoutExtension).Order());
        Repository.AssertNone(
            from project in projects
            from reference in Items(project, "ProjectReference")
            let name = Path.GetFileNameWithoutExtension(reference)
            where !s_allowed[Path.GetFileNameWithoutExtension(project)].Contains(name)
            select $"{project} refers to {name}");
    }

    [Fact]
    public void Assemblies_hold_no_other_references_of_ours_than_their_projects()
    {
        foreach (Assembly assembly in new[] { typeof(K2Tokenizer).Assembly, typeof(K2Engine).Assembly })
        {
            Assert.Equal(
                s_allowed[assembly.GetName().Name!],
                assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("K2Sharp", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Nothing_refers_to_the_command_line_but_its_tests()
        => Repository.AssertNone(
            from project in Repository.Files(string.Empty)
            where project.EndsWith(".csproj", StringComparison.Ordinal)
            where project is not ("tests/K2Sharp.Cli.Tests/K2Sharp.Cli.Tests.csproj" or "tests/K2Sharp.Architecture/K2Sharp.Architecture.csproj")
            where Items(project, "ProjectReference").Any(reference => reference.EndsWith("K2Sharp.Cli.csproj", StringComparison.Ordinal))
            select project);

    /// <summary>libtorch is 0.8 GB: whoever only wants to run a model must neither download nor copy it.</summary>
    [Fact]
    public void Only_the_trainer_and_its_tests_lead_to_libtorch()
        => Repository.AssertNone(
            from project in Repository.Files(string.Empty)
            where project.EndsWith("proj", StringComparison.Ordinal) || project.EndsWith(".props", StringComparison.Ordinal) || project.EndsWith(".targets", StringComparison.Ordinal)
            where project is not ("src/K2Sharp.Training/K2Sharp.Training.csproj" or "tests/K2Sharp.Training.Tests/K2Sharp.Training.Tests.csproj")
            from reference in Items(project, "PackageReference").Concat(Items(project, "ProjectReference")).Concat(Items(project, "Reference"))
            where reference.Contains("torch", StringComparison.OrdinalIgnoreCase) || reference.EndsWith("K2Sharp.Training.csproj", StringComparison.Ordinal)
            select $"{project} refers to {reference}");

    /// <summary>An agent in one process must not bring a cluster's runtime and a database's driver along.</summary>
    [Fact]
    public void Only_the_silo_and_who_hosts_it_lead_to_Orleans()
        => Repository.AssertNone(
            from project in Repository.Files(string.Empty)
            where project.EndsWith("proj", StringComparison.Ordinal) || project.EndsWith(".props", StringComparison.Ordinal) || project.EndsWith(".targets", StringComparison.Ordinal)
            where project is not ("src/K2Sharp.Agents.Orleans/K2Sharp.Agents.Orleans.csproj" or "src/K2Sharp.Cli/K2Sharp.Cli.csproj"
                or "tests/K2Sharp.Agents.Orleans.Tests/K2Sharp.Agents.Orleans.Tests.csproj")
            from reference in Items(project, "PackageReference").Concat(Items(project, "ProjectReference"))
            where reference.Contains("Orleans", StringComparison.Ordinal) || reference.Contains("Npgsql", StringComparison.Ordinal)
            select $"{project} refers to {reference}");

    [Theory]
    [InlineData("src/K2Sharp.Text/K2Sharp.Text.csproj")]
    [InlineData("src/K2Sharp.Inference/K2Sharp.Inference.csproj")]
    public void The_library_needs_no_packages(string project)
    {
        Assert.All(
            XDocument.Load(Repository.FullPath(project)).Descendants("PackageReference"),
            analyzer => Assert.Equal("all", analyzer.Attribute("PrivateAssets")?.Value));
        Assert.Empty(Items(project, "FrameworkReference"));
    }

    [Fact]
    public void Folders_of_the_engine_use_downwards_only()
        => Repository.AssertNone(
            from folder in s_allowedFolders
            from source in Repository.Under("src/K2Sharp.Inference/" + folder.Key)
            from other in s_allowedFolders.Keys
            where other != folder.Key && !folder.Value.Contains(other)
            from place in source.Find(new($@"\bK2Sharp\.Inference\.{other}\b"))
            select $"{place} is above {folder.Key}");

    [Fact]
    public void Only_the_engine_s_top_knows_text()
        => Repository.AssertNone(
            from folder in s_allowedFolders.Keys
            where folder is not "Engine"
            from source in Repository.Under("src/K2Sharp.Inference/" + folder)
            from place in source.Find(new(@"\bK2Sharp\.Text\b"))
            select place);

    private static IEnumerable<string> Items(string project, string item) => XDocument.Load(Repository.FullPath(project))
        .Descendants(item)
        .Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'));
}
