using System.Text;
using K2Sharp.Agents.Tools;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Agents;

/// <summary>Asks at the terminal, one question at a time.</summary>
/// <param name="host">The terminal.</param>
/// <param name="pause">Clears the place for the question, until what it gives is disposed.</param>
internal sealed class TerminalApprover(CliHost host, Func<IDisposable>? pause = null) : IToolApprover
{
    private readonly Utf8Input _input = new(host.Input);
    private readonly Lock _gate = new();

    public Task<bool> ApproveAsync(string tool, string arguments, CancellationToken cancellation)
    {
        lock (_gate)
        {
            using IDisposable? quiet = pause?.Invoke();
            host.Error.Write(OneLine.From($"May {tool} run with {arguments}? [y/N] "));
            bool isYes = _input.TryReadLine(out ReadOnlyMemory<byte> line) && Encoding.UTF8.GetString(line.Span).Trim().ToLowerInvariant() is "y" or "yes";
            return Task.FromResult(isYes);
        }
    }
}
