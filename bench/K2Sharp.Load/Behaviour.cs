namespace K2Sharp.Load;

/// <summary>What a client does.</summary>
internal enum Behaviour
{
    /// <summary>Asks for a whole answer and reads it.</summary>
    Whole,

    /// <summary>Asks for a stream and reads it to its end.</summary>
    Stream,

    /// <summary>Asks and leaves before the end.</summary>
    Leave,

    /// <summary>Asks for a stream and reads a few bytes at a time.</summary>
    SlowReader,

    /// <summary>Sends half a body and then waits, leaves or goes on.</summary>
    HalfBody,

    /// <summary>Announces or sends more than the server takes.</summary>
    Oversized,

    /// <summary>Sends what is not HTTP, not JSON or not a request.</summary>
    Malformed,

    /// <summary>Connects and says nothing.</summary>
    Silent,
}
