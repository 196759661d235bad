using System.Buffers.Binary;
using System.Text;

namespace K2Sharp.Evals.Tasks.Coding;

/// <summary>Reads a Python pickle that holds one text and nothing else (pickletools' opcodes, protocols 0 to 5 as far as texts need them).</summary>
internal static class PickledText
{
    private const byte Stop = (byte)'.';

    /// <exception cref="FormatException">It holds something else: nothing but a text is ever made from a pickle here.</exception>
    public static string Read(ReadOnlySpan<byte> pickle)
    {
        string? text = null;
        for (int at = 0; at < pickle.Length;)
        {
            byte code = pickle[at++];
            switch (code)
            {
                case 0x80: // PROTO
                case (byte)'q': // BINPUT
                    at++;
                    break;
                case 0x95: // FRAME
                    at += sizeof(long);
                    break;
                case 0x94: // MEMOIZE
                    break;
                case (byte)'r': // LONG_BINPUT
                    at += sizeof(int);
                    break;
                case 0x8c: // SHORT_BINUNICODE
                    text = Take(pickle, ref at, sizeof(byte));
                    break;
                case (byte)'X': // BINUNICODE
                    text = Take(pickle, ref at, sizeof(int));
                    break;
                case 0x8d: // BINUNICODE8
                    text = Take(pickle, ref at, sizeof(long));
                    break;
                case Stop:
                    return text ?? throw new FormatException("the pickle holds no text");
                default:
                    throw new FormatException($"the pickle holds something else than a text (opcode 0x{code:x2})");
            }
        }

        throw new FormatException("the pickle has no end");
    }

    private static string Take(ReadOnlySpan<byte> pickle, ref int at, int size)
    {
        if (at + size > pickle.Length)
        {
            throw new FormatException("the pickle is cut off");
        }

        ReadOnlySpan<byte> number = pickle.Slice(at, size);
        long length = size switch { sizeof(byte) => number[0], sizeof(int) => BinaryPrimitives.ReadUInt32LittleEndian(number), _ => BinaryPrimitives.ReadInt64LittleEndian(number) };
        at += size;
        if (length < 0 || length > pickle.Length - at)
        {
            throw new FormatException("the pickle is cut off");
        }

        string text = Encoding.UTF8.GetString(pickle.Slice(at, (int)length));
        at += (int)length;
        return text;
    }
}
