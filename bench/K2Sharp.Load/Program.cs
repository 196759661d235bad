using K2Sharp.Load;

try
{
    LoadOptions options = LoadOptions.Parse(args);
    LoadReport report = await LoadRun.RunAsync(options, Console.Error);
    Console.WriteLine(report.ToJson());
    return report.Problems.Count == 0 ? 0 : 1;
}
catch (Exception exception) when (exception is ArgumentException or IOException or HttpRequestException)
{
    Console.Error.WriteLine($"k2-load: {exception.Message}");
    return 2;
}
