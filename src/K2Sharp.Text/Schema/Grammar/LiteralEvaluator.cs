using System.Text.Json;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>What schemas say about null (1), true (2) and false (4): the sets are masks.</summary>
internal sealed class LiteralEvaluator(SchemaTable table) : ScalarEvaluator<int>(table)
{
    public const int Null = 1;
    public const int True = 2;
    public const int False = 4;

    protected override int All => Null | True | False;

    protected override int None => 0;

    protected override bool IsNone(int set) => set == 0;

    protected override int And(int a, int b) => a & b;

    protected override int Or(int a, int b) => a | b;

    protected override int Not(int set, SchemaNode node) => All & ~set;

    protected override int Own(SchemaNode node)
    {
        int set = ((node.Types & SchemaTypes.Null) != SchemaTypes.None ? Null : 0) | ((node.Types & SchemaTypes.Boolean) != SchemaTypes.None ? True | False : 0);
        return node.Enum is null ? set : set & node.Enum.Aggregate(0, (mask, value) => mask | value.ValueKind switch
        {
            JsonValueKind.Null => Null,
            JsonValueKind.True => True,
            JsonValueKind.False => False,
            _ => 0,
        });
    }
}
