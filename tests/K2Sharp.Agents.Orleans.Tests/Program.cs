using K2Sharp.Agents.Orleans.Tests.Sessions;

return args switch
{
    ["silo", .. string[] rest] => await SiloProgram.RunAsync(rest),
    _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
        await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, K2Sharp.Agents.Orleans.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
