using K2Sharp.Agents.Tests.Sandbox;
using K2Sharp.Agents.Tools;
using K2Sharp.Agents.Tools.Files;

namespace K2Sharp.Agents.Tests.Tools;

public sealed class FileToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WorkspaceFiles _files;

    public FileToolTests()
    {
        Directory.CreateDirectory(_folder["space/src/deep"]);
        _files = new WorkspaceFiles(_folder["space"], "/workspace");
        File.WriteAllText(_folder["secret.txt"], "the secret");
        File.WriteAllText(_folder["space/src/a.cs"], "one\ntwo\nthree\ntwo\n");
        File.WriteAllText(_folder["space/src/deep/b.txt"], "Two birds\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/workspace/src/a.cs")]
    [InlineData("src/a.cs")]
    [InlineData("src/../src/./a.cs")]
    public async Task A_file_is_read_by_whatever_path_leads_to_it(string path)
        => Assert.Equal("     1\tone\n     2\ttwo\n     3\tthree\n     4\ttwo\n", (await ReadAsync(new { path })).Text);

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("/workspace/../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("link")]
    [InlineData("folder/secret.txt")]
    [InlineData("chain")]
    [InlineData("/workspace2/secret.txt")]
    public async Task What_is_outside_stays_outside(string path)
    {
        File.CreateSymbolicLink(_folder["space/link"], _folder["secret.txt"]);
        File.CreateSymbolicLink(_folder["space/folder"], _folder.Path);
        File.CreateSymbolicLink(_folder["space/chain"], "folder/space/link");
        Directory.CreateDirectory(_folder["space2"]);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => ReadAsync(new { path }));
        ToolOutput created = await EditAsync(new { command = "create", path = path + ".new", file_text = "x" });
        ToolOutput edited = await EditAsync(new { command = "str_replace", path, old_str = "secret", new_str = "public" });
        Assert.True(edited.IsError && (created.IsError || path is "link" or "chain"));
        Assert.Equal("the secret", await File.ReadAllTextAsync(_folder["secret.txt"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_link_within_the_workspace_is_followed()
    {
        File.CreateSymbolicLink(_folder["space/inner"], "src/deep");
        Assert.Equal("     1\tTwo birds\n", (await ReadAsync(new { path = "inner/b.txt" })).Text);
    }

    [Fact]
    public async Task A_long_file_is_read_in_windows()
    {
        await File.WriteAllLinesAsync(_folder["space/long"], Enumerable.Range(1, 2500).Select(i => $"line {i}"), TestContext.Current.CancellationToken);
        ToolOutput first = await ReadAsync(new { path = "long" });
        Assert.EndsWith("[lines 1 to 1000 of 2500; read on with offset 1001]", first.Text, StringComparison.Ordinal);
        Assert.EndsWith("  2500\tline 2500\n", (await ReadAsync(new { path = "long", offset = 2001 })).Text, StringComparison.Ordinal);
        Assert.True((await ReadAsync(new { path = "long", offset = 3000 })).IsError);
    }

    [Fact]
    public async Task Glob_and_grep_find_files_and_lines()
    {
        Assert.Equal("/workspace/src/a.cs", await CallAsync(new GlobTool(_files), new { pattern = "**/*.cs" }));
        Assert.Equal("/workspace/src/a.cs\n/workspace/src/deep/b.txt", await CallAsync(new GlobTool(_files), new { pattern = "src/**" }));
        Assert.Equal("/workspace/src/deep/b.txt", await CallAsync(new GlobTool(_files), new { pattern = "src/*/?.{md,txt}" }));
        Assert.Equal("/workspace/src/a.cs:2: two\n/workspace/src/a.cs:4: two", await CallAsync(new GrepTool(_files), new { pattern = "^t.o$" }));
        Assert.Equal("/workspace/src/deep/b.txt:1: Two birds", await CallAsync(new GrepTool(_files), new { pattern = "two", glob = "**/*.txt", ignore_case = true }));
        Assert.Contains("cannot be used", await CallAsync(new GrepTool(_files), new { pattern = "(" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_editor_creates_replaces_inserts_and_undoes()
    {
        Assert.False((await EditAsync(new { command = "create", path = "new/file.txt", file_text = "a\nb\nc\n" })).IsError);
        Assert.True((await EditAsync(new { command = "create", path = "new/file.txt", file_text = "x" })).IsError);
        ToolOutput replaced = await EditAsync(new { command = "str_replace", path = "new/file.txt", old_str = "b\n", new_str = "B\nBB\n" });
        Assert.Contains("     2\tB\n     3\tBB\n", replaced.Text, StringComparison.Ordinal);
        await EditAsync(new { command = "insert", path = "new/file.txt", insert_line = 0, new_str = "first" });
        Assert.Equal("first\na\nB\nBB\nc\n", Read("new/file.txt"));
        await EditAsync(new { command = "undo_edit", path = "new/file.txt" });
        Assert.Equal("a\nB\nBB\nc\n", Read("new/file.txt"));
        await EditAsync(new { command = "undo_edit", path = "new/file.txt" });
        Assert.Equal("a\nb\nc\n", Read("new/file.txt"));
        await EditAsync(new { command = "undo_edit", path = "new/file.txt" });
        Assert.False(File.Exists(_folder["space/new/file.txt"]));
        Assert.True((await EditAsync(new { command = "undo_edit", path = "new/file.txt" })).IsError);
    }

    [Fact]
    public async Task A_replacement_must_be_unique()
    {
        ToolOutput twice = await EditAsync(new { command = "str_replace", path = "src/a.cs", old_str = "two", new_str = "2" });
        Assert.True(twice.IsError);
        Assert.Contains("2 times in src/a.cs, in lines 2, 4", twice.Text, StringComparison.Ordinal);
        Assert.Contains("does not occur", (await EditAsync(new { command = "str_replace", path = "src/a.cs", old_str = "four", new_str = "4" })).Text, StringComparison.Ordinal);
        Assert.Equal("one\ntwo\nthree\ntwo\n", Read("src/a.cs"));
    }

    [Fact]
    public async Task An_interrupted_edit_is_known_to_have_been_made_or_not()
    {
        var editor = new EditorTool(_files);
        ToolInvocation insert = SandboxFixture.Invocation(editor, new { command = "insert", path = "src/a.cs", insert_line = 0, new_str = "zero" }, "5.0");
        Assert.Null(await editor.RecoverAsync(insert, TestContext.Current.CancellationToken));
        ToolOutput made = await editor.InvokeAsync(insert, TestContext.Current.CancellationToken);

        // Another process, which knows only the files.
        ToolOutput? recovered = await new EditorTool(_files).RecoverAsync(insert, TestContext.Current.CancellationToken);
        Assert.Equal(made, recovered);
        await File.WriteAllTextAsync(_folder["space/src/a.cs"], "one\ntwo\nthree\ntwo\n", TestContext.Current.CancellationToken);
        Assert.Null(await editor.RecoverAsync(insert, TestContext.Current.CancellationToken));
    }

    private string Read(string path) => File.ReadAllText(Path.Combine(_folder["space"], path));

    private Task<ToolOutput> ReadAsync(object arguments) => SandboxFixture.CallAsync(new ReadFileTool(_files), arguments);

    private int _key;

    private Task<ToolOutput> EditAsync(object arguments) => SandboxFixture.CallAsync(new EditorTool(_files), arguments, $"{++_key}.0");

    private static async Task<string> CallAsync(IAgentTool tool, object arguments) => (await SandboxFixture.CallAsync(tool, arguments)).Text;
}
