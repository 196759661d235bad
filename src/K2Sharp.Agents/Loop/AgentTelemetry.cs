using System.Diagnostics;
using K2Sharp.Extensions.AI;

namespace K2Sharp.Agents.Loop;

/// <summary>Spans by OpenTelemetry's GenAI conventions.</summary>
internal static class AgentTelemetry
{
    private static readonly ActivitySource s_source = new(K2Telemetry.Name);

    public static Activity? StartRun(string run, string? model)
    {
        Activity? activity = s_source.StartActivity("invoke_agent k2");
        activity?.SetTag("gen_ai.operation.name", "invoke_agent").SetTag("gen_ai.conversation.id", run).SetTag("gen_ai.request.model", model);
        return activity;
    }

    public static Activity? StartTurn(string? model, int step)
    {
        Activity? activity = s_source.StartActivity("chat");
        activity?.SetTag("gen_ai.operation.name", "chat").SetTag("gen_ai.request.model", model).SetTag("k2.agent.step", step);
        return activity;
    }

    public static Activity? StartTool(string name, string id)
    {
        Activity? activity = s_source.StartActivity($"execute_tool {name}");
        activity?.SetTag("gen_ai.operation.name", "execute_tool").SetTag("gen_ai.tool.name", name).SetTag("gen_ai.tool.call.id", id);
        return activity;
    }

    public static void Add(Activity? activity, ModelReply reply) => activity?
        .SetTag("gen_ai.usage.input_tokens", reply.Usage.Input)
        .SetTag("gen_ai.usage.output_tokens", reply.Usage.Output)
        .SetTag("gen_ai.usage.cache_read.input_tokens", reply.Usage.Cached)
        .SetTag("gen_ai.usage.reasoning.output_tokens", reply.Usage.Reasoning);
}
