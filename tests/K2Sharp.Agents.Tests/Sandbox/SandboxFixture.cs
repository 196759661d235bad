using System.Text.Json;
using K2Sharp.Agents.Sandbox;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Tests.Sandbox;

/// <summary>A sandbox with a workspace of its own; skips where commands cannot be isolated.</summary>
internal sealed class SandboxFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SandboxFixture(Func<SandboxOptions, SandboxOptions>? with)
    {
        Workspace = Directory.CreateDirectory(_folder["workspace"]).FullName;
        var options = new SandboxOptions { Workspace = Workspace };
        Sandbox = new ProcessSandbox(with?.Invoke(options) ?? options);
    }

    public string Workspace { get; }

    public ProcessSandbox Sandbox { get; }

    public TemporaryFolder Folder => _folder;

    public static async Task<SandboxFixture> CreateAsync(Func<SandboxOptions, SandboxOptions>? with = null)
    {
        var fixture = new SandboxFixture(with);
        try
        {
            await fixture.Sandbox.RequireAsync(TestContext.Current.CancellationToken);
        }
        catch (SandboxUnavailableException exception)
        {
            fixture.Dispose();
            Assert.Skip(exception.Message);
        }

        return fixture;
    }

    /// <summary>Runs a shell command.</summary>
    public Task<SandboxResult> ShellAsync(string command, double seconds = 60)
        => Sandbox.RunAsync(["bash", "-c", "exec 2>&1\n" + command], TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);

    public static Task<ToolOutput> CallAsync(IAgentTool tool, object arguments, string key = "1.0", int number = 0)
        => tool.InvokeAsync(Invocation(tool, arguments, key, number), TestContext.Current.CancellationToken);

    public static ToolInvocation Invocation(IAgentTool tool, object arguments, string key = "1.0", int number = 0)
    {
        JsonElement json = JsonSerializer.SerializeToElement(arguments);
        Assert.Null(BasicArgumentValidator.Instance.Check(tool.Parameters, json));
        return new ToolInvocation("run", key, $"functions.{tool.Name}:{number}", json);
    }

    public void Dispose() => _folder.Dispose();
}
