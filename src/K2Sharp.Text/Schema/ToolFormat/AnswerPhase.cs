namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>The parts of an answer in K2's format.</summary>
internal enum AnswerPhase
{
    /// <summary>Before <c>&lt;think&gt;</c>.</summary>
    Start,

    Thought,

    Content,

    /// <summary>Behind <c>&lt;|tool_calls_section_begin|&gt;</c>: a call must begin.</summary>
    Section,

    /// <summary>Between <c>&lt;|tool_call_begin|&gt;</c> and <c>&lt;|tool_call_argument_begin|&gt;</c>.</summary>
    Header,

    Arguments,

    /// <summary>Behind <c>&lt;|tool_call_end|&gt;</c>.</summary>
    AfterCall,

    /// <summary>Behind <c>&lt;|tool_calls_section_end|&gt;</c>: the answer must end.</summary>
    AfterSection,

    Ended,
}
