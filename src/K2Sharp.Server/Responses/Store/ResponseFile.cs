using K2Sharp.Server.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Responses.Store;

/// <summary>Where responses are kept; opened when it is first needed, or at the server's start.</summary>
internal sealed class ResponseFile : IDisposable
{
    private readonly Lazy<ResponseDatabase> _database;
    private DirectoryInfo? _temporary;

    public ResponseFile(IServiceProvider services, IOptions<ResponseStoreOptions> options) =>
        _database = new Lazy<ResponseDatabase>(() => new ResponseDatabase(options.Value.Path ?? PathInState(services) ?? TemporaryPath()));

    /// <exception cref="IOException">The file cannot be used.</exception>
    public ResponseDatabase Database => _database.Value;

    public void Dispose()
    {
        if (_database.IsValueCreated)
        {
            _database.Value.Dispose();
        }

        _temporary?.Delete(recursive: true);
    }

    /// <summary>The file in the state folder, which then is this process's; null for an API without state.</summary>
    private static string? PathInState(IServiceProvider services) =>
        services.GetService<StateLock>() is null ? null : services.GetRequiredService<StateDirectory>().ResponsesFile;

    private string TemporaryPath()
    {
        _temporary = Directory.CreateTempSubdirectory("k2-responses-");
        return Path.Combine(_temporary.FullName, "responses.db");
    }
}
