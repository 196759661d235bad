using K2Sharp.Agents.Tests.Resume;
using K2Sharp.Agents.Tests.Sandbox;
using K2Sharp.Agents.Tests.Tools;

return args switch
{
    ["victim", .. string[] rest] => await Victim.RunAsync(rest),
    ["mcp-server"] => await StdioServer.RunAsync(),
    ["sandbox-victim", string workspace] => await SandboxVictim.RunAsync(workspace),
    _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
        await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, K2Sharp.Agents.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
