using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Sandbox;
using K2Sharp.Evals.Data;
using K2Sharp.Inference;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Cli.Hosting;

/// <summary>Turns an exception into one line and an exit code.</summary>
internal static class ErrorReport
{
    /// <summary>Prints the line (and the stack trace where that was asked for).</summary>
    /// <returns>The exit code.</returns>
    public static int Write(CliHost host, Exception exception)
    {
        if (IsBrokenPipe(exception))
        {
            // Whoever read the output has seen enough.
            return ExitCode.Success;
        }

        if (exception is OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }

        host.Error.WriteLine(OneLine.From($"k2: {Message(exception)}"));
        if (host.IsDebugging)
        {
            host.Error.WriteLine(exception.ToString());
        }

        return IsBadInput(exception) ? ExitCode.BadInput : ExitCode.Failure;
    }

    /// <summary>Whether the user's input is to blame.</summary>
    public static bool IsBadInput(Exception exception) => exception
        is UsageException or CheckpointException or TokenizerException or ChatFormatException
        or ContextLengthException or KernelUnavailableException or DatasetException or SchemaException or SandboxUnavailableException or JournalException or ArgumentException;

    /// <summary>What went wrong, without the "k2:" before it.</summary>
    public static string Message(Exception exception) => exception switch
    {
        ArgumentException argument => WithoutParameter(argument),
        OutOfMemoryException => "there is not enough memory for this; use a smaller model or a shorter prompt",
        InferenceException or SandboxUnavailableException or IOException or UnauthorizedAccessException => exception.Message,
        _ when IsBadInput(exception) => exception.Message,
        _ => $"unexpected {exception.GetType().Name}: {exception.Message} (please report it with what K2_DEBUG=1 prints)",
    };

    /// <summary>.NET appends the parameter's name and, on another line, its value; the message before them says all.</summary>
    private static string WithoutParameter(ArgumentException exception)
    {
        string message = exception.Message;
        int parameter = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return parameter > 0 ? message[..parameter] : message;
    }

    // EPIPE where the code is an errno; ERROR_BROKEN_PIPE and ERROR_NO_DATA on Windows.
    private static bool IsBrokenPipe(Exception exception) =>
        exception is IOException && exception.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);
}
