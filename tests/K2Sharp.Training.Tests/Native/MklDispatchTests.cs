using System.Runtime.InteropServices;
using K2Sharp.Training.Native;

namespace K2Sharp.Training.Tests.Native;

public sealed class MklDispatchTests
{
    // mov eax, [rip + 10]; test eax, eax; ...; the remembered answer stands 16 bytes after the beginning.
    private static readonly byte[] s_function = [0x8B, 0x05, 10, 0, 0, 0, 0x85, 0xC0, 0x78, 0x01, 0xC3, 0x53, 0, 0, 0, 0];

    [Fact]
    public void What_has_not_been_asked_is_answered_yes()
    {
        Assert.Equal((true, 1), Answer(s_function, -1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_answer_that_is_there_stays(int answer)
    {
        Assert.Equal((false, answer), Answer(s_function, answer));
    }

    [Theory]
    [InlineData(0, 0x55)]
    [InlineData(1, 0x0D)]
    [InlineData(6, 0x84)]
    [InlineData(7, 0xC9)]
    public void Other_code_is_left_alone(int at, byte other)
    {
        byte[] function = [.. s_function];
        function[at] = other;
        Assert.Equal((false, -1), Answer(function, -1));
    }

    [Fact]
    public void Without_the_library_nothing_happens()
    {
        Assert.False(MklDispatch.PreferWideVectors(Path.GetTempPath()));
    }

    [Fact]
    public void Once_the_library_has_multiplied_there_is_nothing_to_answer()
    {
        TorchLibrary.Load();
        Assert.False(MklDispatch.PreferWideVectors(AppContext.BaseDirectory));
    }

    private static (bool IsChanged, int Answer) Answer(byte[] function, int answer)
    {
        nint memory = Marshal.AllocHGlobal(function.Length + sizeof(int));
        try
        {
            Marshal.Copy(function, 0, memory, function.Length);
            Marshal.WriteInt32(memory, function.Length, answer);
            return (MklDispatch.Answer(memory), Marshal.ReadInt32(memory, function.Length));
        }
        finally
        {
            Marshal.FreeHGlobal(memory);
        }
    }
}
