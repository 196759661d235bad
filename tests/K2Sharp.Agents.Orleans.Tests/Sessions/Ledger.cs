using System.Text.Json;
using K2Sharp.Agents.Tools;
using Npgsql;

namespace K2Sharp.Agents.Orleans.Tests.Sessions;

/// <summary>
/// A side effect that must not happen twice: a row with the call's key and the silo. Nothing in the table prevents a second one, so that a
/// test can see it.
/// </summary>
internal sealed class Ledger(NpgsqlDataSource source, string silo) : IRecoverableTool
{
    /// <summary>No more effects than <c>pace</c> says happen: so a test can make sure that the work is not over before it has disturbed it.</summary>
    public const string Schema =
        "CREATE TABLE effects (number bigserial, run text NOT NULL, key text NOT NULL, silo text NOT NULL); CREATE TABLE pace (most bigint NOT NULL); INSERT INTO pace VALUES (1000000)";

    // About as long as something real takes, so that processes are killed in the middle of it.
    private static readonly TimeSpan s_work = TimeSpan.FromMilliseconds(50);

    private readonly ScriptedTool _declared = new("ledger", _ => string.Empty);

    public string Name => _declared.Name;

    public string Description => _declared.Description;

    public JsonElement Parameters => _declared.Parameters;

    public ToolEffect Effect => ToolEffect.Once;

    public bool RunsInParallel => false;

    public async Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        using (var timer = new PeriodicTimer(s_work))
        {
            using NpgsqlCommand may = source.CreateCommand("SELECT (SELECT count(*) FROM effects) < most FROM pace");
            do
            {
                await timer.WaitForNextTickAsync(cancellation);
            }
            while (await may.ExecuteScalarAsync(cancellation) is false);
        }

        using NpgsqlCommand command = Command("INSERT INTO effects (run, key, silo) VALUES ($1, $2, $3)", invocation);
        command.Parameters.Add(new NpgsqlParameter { Value = silo });
        await command.ExecuteNonQueryAsync(cancellation);
        return Output(invocation);
    }

    public async Task<ToolOutput?> RecoverAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        using NpgsqlCommand command = Command("SELECT count(*) FROM effects WHERE run = $1 AND key = $2", invocation);
        return await command.ExecuteScalarAsync(cancellation) is > 0L ? Output(invocation) : null;
    }

    public static ToolOutput Output(ToolInvocation invocation) => new($"wrote {invocation.Text("key")}");

    private NpgsqlCommand Command(string sql, ToolInvocation invocation)
    {
#pragma warning disable CA2100 // Constants of this class.
        NpgsqlCommand command = source.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter { Value = invocation.Run });
        command.Parameters.Add(new NpgsqlParameter { Value = invocation.Key });
        return command;
    }
}
