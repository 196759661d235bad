using System.CommandLine;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Orleans.Hosting;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Cli.Agents;

/// <summary>
/// What a silo gives its runs: model, tools and policy by the silo's command line, budgets by the run's own words where it has any. A run
/// comes from a database, and whoever may write there must not thereby choose what runs on this machine.
/// </summary>
internal sealed class SiloHost(ParseResult silo, AgentModel model, ToolSettings tools, BudgetArguments budgets, string workspaces, bool isShared) : IRunHost
{
    private static readonly HashSet<string> s_anywhere = ["calculator", "todo", "submit", "search", "open", "fetch"];
    private static readonly HashSet<string> s_withFiles = ["bash", "str_replace_editor", "read_file", "glob", "grep"];

    public async Task<HostedTools> OpenToolsAsync(string run, RunRequest request, CancellationToken cancellation)
    {
        ToolSet set = await ToolSet.CreateAsync(tools with { Workspace = Path.Combine(workspaces, run) }, cancellation);
        return new HostedTools(set.Toolbox, set.DisposeAsync)
        {
            Outputs = set.Outputs,

            // python keeps its variables, servers keep who knows what, and files that only this machine has stay here.
            IsPortable = tool => s_anywhere.Contains(tool.Name) || (isShared && s_withFiles.Contains(tool.Name)),
        };
    }

    public RunPlan Plan(string run, RunRequest request)
    {
        var settings = new Command("settings");
        budgets.AddTo(settings);
        ParseResult asked = settings.Parse(request.Settings, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (asked.Errors is [{ } error, ..])
        {
            throw new UsageException($"run {run} was asked for with options that this k2 does not know: {error.Message}");
        }

        var input = new AgentInput(asked, silo);
        AgentOptions options = budgets.Read(input, request.Seed) with { Model = model.Name, Policy = tools.Policy, Settings = request.Settings };
        if (!budgets.HasContext(input) && model.ContextTokens is { } context)
        {
            options = options with { Context = options.Context with { Tokens = context } };
        }

        options.Validate();
        return new RunPlan(model.Client, options, new AgentServices { Tokens = model.Tokens });
    }
}
