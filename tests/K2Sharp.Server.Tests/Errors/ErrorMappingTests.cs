using K2Sharp.Extensions.AI;
using K2Sharp.Inference;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Errors;
using K2Sharp.Text.ChatTemplate;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Tests.Errors;

public sealed class ErrorMappingTests
{
    [Fact]
    public void Mistakes_of_a_client_are_told_in_full()
    {
        ApiError error = ErrorMapping.Map(new ChatFormatException("messages[2].content: expected a string, found a number"), "id");
        Assert.Equal((400, ErrorTypes.InvalidRequest, "messages[2].content"), (error.Status, error.Type, error.Param));

        error = ErrorMapping.Map(new K2RequestException("response_format.type", "not yet"), "id");
        Assert.Equal((400, "response_format.type", "response_format.type: not yet"), (error.Status, error.Param, error.Message));

        error = ErrorMapping.Map(new ContextLengthException(5000, 4096), "id");
        Assert.Equal((400, ErrorTypes.InvalidRequest), (error.Status, error.Type));
        Assert.Contains("exceeded model token limit: 4096", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Overload_and_shutdown_say_when_to_come_back()
    {
        ApiError busy = ErrorMapping.Map(new EngineBusyException("the queue is full"), "id");
        Assert.Equal((429, ErrorTypes.EngineOverloaded), (busy.Status, busy.Type));
        Assert.NotNull(busy.RetryAfter);

        ApiError stopped = ErrorMapping.Map(new EngineStoppedException("draining"), "id");
        Assert.Equal((503, ErrorTypes.EngineOverloaded), (stopped.Status, stopped.Type));
        Assert.NotNull(stopped.RetryAfter);
    }

    [Fact]
    public void Mistakes_of_the_server_give_an_id_and_nothing_of_the_inside()
    {
        ApiError error = ErrorMapping.Map(new InvalidOperationException("secret of the inside"), "abc-123");
        Assert.Equal((500, ErrorTypes.ServerError), (error.Status, error.Type));
        Assert.Contains("abc-123", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Equal(500, ErrorMapping.Map(new ArgumentException("secret of the inside"), "id").Status);
    }

    [Theory]
    [InlineData(413)]
    [InlineData(408)]
    [InlineData(400)]
    public void Broken_requests_keep_their_status(int status)
    {
        ApiError error = ErrorMapping.Map(new BadHttpRequestException("inside", status), "id");
        Assert.Equal((status, ErrorTypes.InvalidRequest), (error.Status, error.Type));
        Assert.DoesNotContain("inside", error.Message, StringComparison.Ordinal);
    }
}
