using System.Text.Json.Nodes;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>A model that plays the user. It sees the conversation from the other side and ends it with one of tau2's marks.</summary>
internal sealed class TauUser(IChatClient client, TauQuestion question, TauDomain domain)
{
    private const int MostCalls = 10;

    // The marks by which tau2's users end a conversation.
    private static readonly string[] s_ends = ["###STOP###", "###TRANSFER###", "###OUT-OF-SCOPE###"];

    private readonly List<ChatMessage> _own = [];
    private int _seen;

    /// <summary>The user's next message, or null when the user has ended the conversation.</summary>
    public async Task<ChatMessage?> AnswerAsync(Transcript transcript, CancellationToken cancellation)
    {
        if (_own.Count == 0)
        {
            _own.Add(new ChatMessage(ChatRole.System, Instruction()));
        }

        // What was said since: the agent's texts are the other side's for the user. Tool calls of the agent are not seen.
        for (; _seen < transcript.Messages.Count; _seen++)
        {
            ChatMessage message = transcript.Messages[_seen];
            bool isAgents = message.Role == ChatRole.Assistant;
            if (isAgents && message.Text.Length > 0)
            {
                _own.Add(new ChatMessage(ChatRole.User, message.Text));
            }
            else if (message.Role == ChatRole.User && _own.Count == 1)
            {
                // From a history that the user did not write in this conversation.
                _own.Add(new ChatMessage(ChatRole.Assistant, message.Text));
            }
        }

        string text = await SayAsync(cancellation).ConfigureAwait(false);
        if (s_ends.Any(end => text.Contains(end, StringComparison.Ordinal)))
        {
            return null;
        }

        return new ChatMessage(ChatRole.User, text);
    }

    private async Task<string> SayAsync(CancellationToken cancellation)
    {
        var options = new ChatOptions { Temperature = 0, Tools = domain.UserTools.Count > 0 ? [.. domain.UserTools] : null };
        for (int call = 0; call < MostCalls; call++)
        {
            ChatResponse response = await client.GetResponseAsync(_own, options, cancellation).ConfigureAwait(false);
            _own.AddRange(response.Messages);
            FunctionCallContent[] calls = [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
            if (calls.Length == 0)
            {
                return response.Text;
            }

            foreach (FunctionCallContent made in calls)
            {
                bool isKnown = domain.UserTools.Any(tool => tool.Name == made.Name);
                string result = isKnown ? domain.Call(made.Name, JsonNode.Parse(CallArguments.Text(made))!.AsObject()) : $"Error: there is no tool {made.Name}";
                _own.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(made.CallId, result)]));
            }
        }

        return s_ends[0];
    }

    private string Instruction() => $"""
        You play a customer who talks to a customer service agent. Write one short message at a time, as the customer, and nothing else. Tell only what your
        instructions say, and only when it is needed; invent nothing. When your goal is reached, write {s_ends[0]} alone. When the agent hands you over to
        a human, write {s_ends[1]} alone. When your instructions do not say enough to go on, write {s_ends[2]} alone.

        {(question.Persona is null ? string.Empty : $"Your manner: {question.Persona}\n")}Your instructions:
        {question.Instructions}
        """;
}
