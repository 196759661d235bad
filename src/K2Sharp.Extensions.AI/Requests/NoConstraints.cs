using K2Sharp.Inference.Sampling;

namespace K2Sharp.Extensions.AI.Requests;

/// <summary>Enforces nothing, and refuses what would have to be enforced: a wrong answer is worse than a clear refusal.</summary>
internal sealed class NoConstraints : IConstraintFactory
{
    public ITokenConstraint? Create(ChatCall call)
    {
        if (call.Format.Kind != AnswerFormatKind.Text)
        {
            throw new K2RequestException(
                "response_format.type", "json_object and json_schema are not supported by this server yet; use text and ask for JSON in the prompt");
        }

        if (call.ToolChoice.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named)
        {
            throw new K2RequestException(
                "tool_choice", "only auto and none are supported by this server yet; required and a named function come with constrained decoding");
        }

        return null;
    }
}
