using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.Dialects;

/// <summary>A way to ask.</summary>
internal interface IDialect
{
    /// <summary>Has a conversation and reads the answer to it.</summary>
    Task<Answered> AskAsync(MiniServer server, Conversation conversation);
}
