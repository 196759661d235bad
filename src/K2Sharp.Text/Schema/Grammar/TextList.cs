namespace K2Sharp.Text.Schema.Grammar;

/// <summary>The texts that must not come again in an object or array, spelled as they were, newest first. Immutable, so that states share it.</summary>
internal sealed record TextList(byte[] Text, TextList? Next)
{
    public static bool Contains(TextList? list, ReadOnlySpan<byte> text)
    {
        for (; list is not null; list = list.Next)
        {
            if (text.SequenceEqual(list.Text))
            {
                return true;
            }
        }

        return false;
    }
}
