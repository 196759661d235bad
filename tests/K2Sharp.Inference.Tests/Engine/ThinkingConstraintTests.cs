using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Tests.Engine;

public sealed class ThinkingConstraintTests
{
    private const int Begin = 100;
    private const int End = 101;
    private const int Section = 102;
    private static readonly ThinkingTokens s_tokens = new(Begin, End, [Section]);

    [Fact]
    public void The_first_token_is_the_tag_and_then_all_is_free()
    {
        var constraint = new ThinkingConstraint(s_tokens, isInThought: false, budget: null, inner: null);
        Assert.Equal([Begin], constraint.Forced.ToArray());
        foreach (int token in new[] { Begin, 1, 2, End, 3 })
        {
            constraint.Accept(token);
            Assert.Empty(constraint.Forced.ToArray());
        }

        Assert.False(constraint.NeedsPreparation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void At_the_budget_the_thought_is_closed_once(int budget)
    {
        foreach (bool isInThought in new[] { false, true })
        {
            var constraint = new ThinkingConstraint(s_tokens, isInThought, budget, inner: null);
            if (!isInThought)
            {
                constraint.Accept(Begin);
            }

            for (int i = 0; i < budget; i++)
            {
                Assert.Empty(constraint.Forced.ToArray());
                constraint.Accept(7);
            }

            Assert.Equal([End], constraint.Forced.ToArray());
            constraint.Accept(End);
            for (int i = 0; i < 10; i++)
            {
                Assert.Empty(constraint.Forced.ToArray());
                constraint.Accept(7);
            }
        }
    }

    [Theory]
    [InlineData(End)]
    [InlineData(Section)]
    public void A_thought_that_ends_by_itself_or_in_a_tool_call_is_not_closed_again(int end)
    {
        var constraint = new ThinkingConstraint(s_tokens, isInThought: false, budget: 2, inner: null);
        constraint.Accept(Begin);
        constraint.Accept(end);
        constraint.Accept(1);
        constraint.Accept(2);
        Assert.Empty(constraint.Forced.ToArray());
    }

    [Fact]
    public void The_constraint_behind_it_is_told_everything_and_rules_where_no_tag_is_forced()
    {
        var inner = new Recorder();
        var constraint = new ThinkingConstraint(s_tokens, isInThought: false, budget: 1, inner);
        Assert.Equal([Begin], constraint.Forced.ToArray());
        constraint.Accept(Begin);
        Assert.Equal([42], constraint.Forced.ToArray());
        constraint.Accept(42);
        Assert.Equal([End], constraint.Forced.ToArray());
        constraint.Accept(End);
        constraint.Prepare(TestContext.Current.CancellationToken);
        float[] logits = new float[3];
        constraint.Apply(logits);
        Assert.Equal([Begin, 42, End], inner.Accepted);
        Assert.Equal(1, inner.Prepared);
        Assert.Equal(float.NegativeInfinity, logits[0]);
        Assert.True(constraint.NeedsPreparation);
    }

    private sealed class Recorder : ITokenConstraint
    {
        private readonly int[] _forced = [42];

        public List<int> Accepted { get; } = [];

        public int Prepared { get; private set; }

        public ReadOnlySpan<int> Forced => _forced;

        public void Prepare(CancellationToken cancellation) => Prepared++;

        public void Apply(Span<float> logits) => logits[0] = float.NegativeInfinity;

        public void Accept(int token) => Accepted.Add(token);
    }
}
