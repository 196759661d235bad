using System.Text;
using K2Sharp.Agents.Tools;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Agents;

/// <summary>Asks at the terminal, one question at a time.</summary>
internal sealed class TerminalApprover(CliHost host) : IToolApprover
{
    private readonly Utf8Input _input = new(host.Input);
    private readonly Lock _gate = new();

    public Task<bool> ApproveAsync(string tool, string arguments, CancellationToken cancellation)
    {
        lock (_gate)
        {
            host.Error.Write(OneLine.From($"May {tool} run with {arguments}? [y/N] "));
            bool isYes = _input.TryReadLine(out ReadOnlyMemory<byte> line) && Encoding.UTF8.GetString(line.Span).Trim().ToLowerInvariant() is "y" or "yes";
            return Task.FromResult(isYes);
        }
    }
}
