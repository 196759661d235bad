using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using K2Sharp.Agents.Sandbox;

namespace K2Sharp.Agents.Tools.Shell;

/// <summary>A Python interpreter in the sandbox that keeps its variables from call to call.</summary>
/// <param name="sandbox">Where it runs.</param>
/// <param name="timeout">The most time that a call may take.</param>
public sealed class PythonTool(ProcessSandbox sandbox, TimeSpan? timeout = null) : IAgentTool, IAsyncDisposable
{
    private const int LongestLine = 32 << 20;
    private readonly TimeSpan _timeout = timeout ?? TimeSpan.FromMinutes(2);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Process? _session;
    private bool _wasRunning;

    /// <inheritdoc/>
    public string Name => "python";

    /// <inheritdoc/>
    public string Description =>
        $"Runs Python code in {sandbox.WorkspaceInside} and gives what it prints and the value of its last expression. Variables stay from call to call. There is no network.";

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """{"type":"object","properties":{"code":{"type":"string"}},"required":["code"],"additionalProperties":false}""");

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.Once;

    /// <inheritdoc/>
    public bool RunsInParallel => false;

    /// <inheritdoc/>
    public async Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // In a resumed run the variables of earlier calls are gone, and the model must know.
            bool isNew = _session is null;
            bool isForgetful = isNew && (_wasRunning || invocation.Id.Split(':')[^1] is not "0");
            _session ??= await sandbox.StartAsync(["python3", "-I", "-u", "-c", PythonDriver.Text], cancellation).ConfigureAwait(false);
            _wasRunning = true;
            ToolOutput output = await RunAsync(_session, invocation.Text("code")!, cancellation).ConfigureAwait(false);
            return isForgetful ? output with { Text = $"[a new interpreter was started: variables of earlier calls, if there were any, are gone]\n{output.Text}" } : output;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        End();
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<ToolOutput> RunAsync(Process session, string code, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        try
        {
            await session.StandardInput.WriteLineAsync(JsonSerializer.Serialize(code).AsMemory(), limit.Token).ConfigureAwait(false);
            await session.StandardInput.FlushAsync(limit.Token).ConfigureAwait(false);
            string? line = await session.StandardOutput.ReadLineAsync(limit.Token).ConfigureAwait(false);
            if (sandbox.WorkspaceSize() > sandbox.Options.WorkspaceBytes)
            {
                End();
                return ToolOutput.Error($"The workspace grew beyond {sandbox.Options.WorkspaceBytes >> 20} MiB, so the interpreter was ended: remove files.");
            }

            if (line is null || line.Length > LongestLine)
            {
                string error = line is null ? await session.StandardError.ReadToEndAsync(limit.Token).ConfigureAwait(false) : string.Empty;
                End();
                return ToolOutput.Error($"The interpreter died{(error.Length > 0 ? $": {error.Trim()}" : " (out of memory or of processor time, or it was told to exit)")}.");
            }

            using JsonDocument answer = JsonDocument.Parse(line);
            string text = answer.RootElement.GetProperty("output").GetString()!;
            return new ToolOutput(text.Length == 0 ? "[no output]" : text) { IsError = answer.RootElement.GetProperty("failed").GetBoolean() };
        }
        catch (OperationCanceledException)
        {
            End();
            cancellation.ThrowIfCancellationRequested();
            return ToolOutput.Error(string.Create(CultureInfo.InvariantCulture, $"The code ran longer than {_timeout.TotalSeconds:0.#} s and was ended; variables are gone."));
        }
        catch (Exception exception) when (exception is IOException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            End();
            return ToolOutput.Error($"The interpreter is gone ({exception.Message}); the next call starts a new one.");
        }
    }

    private void End()
    {
        if (_session is { } session)
        {
            _session = null;
            try
            {
                session.Kill(entireProcessTree: true);
            }
            catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
            {
                // It has ended by itself.
            }

            session.Dispose();
        }
    }
}
