using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Tests.Hosting;

public sealed class InterruptsTests
{
    [Fact]
    public void The_first_cancels_the_work_and_the_second_ends_the_program()
    {
        using var interrupts = new Interrupts();
        interrupts.During(cancellation =>
        {
            Assert.False(cancellation.IsCancellationRequested);
            Assert.True(interrupts.Raise());
            Assert.True(cancellation.IsCancellationRequested);
            Assert.False(interrupts.Raise());
            return 0;
        });
        Assert.False(interrupts.Raise());
        Assert.False(interrupts.During(cancellation => cancellation.IsCancellationRequested));
    }

    [Fact]
    public void A_prompt_is_only_told()
    {
        using var interrupts = new Interrupts();
        int told = 0;
        Assert.True(interrupts.AtPrompt(() => told++, interrupts.Raise));
        Assert.Equal(1, told);
        Assert.False(interrupts.Raise());
        Assert.Equal(1, told);
    }

    [Fact]
    public void One_left_to_a_child_does_nothing_from_then_on()
    {
        using var interrupts = new Interrupts();
        interrupts.LeaveToChild();
        Assert.True(interrupts.Raise());
        Assert.True(interrupts.Raise());
    }
}
