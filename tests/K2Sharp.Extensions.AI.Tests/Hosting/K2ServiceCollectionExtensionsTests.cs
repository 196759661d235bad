using K2Sharp.Extensions.AI.Hosting;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Engine;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace K2Sharp.Extensions.AI.Tests.Hosting;

public sealed class K2ServiceCollectionExtensionsTests
{
    [Fact]
    public async Task Options_come_from_the_configuration_and_code_goes_last()
    {
        await using ModelHost host = ModelHost.Create(
            services => services.AddK2(options => options.ModelId = "mine"),
            ("K2:ModelPath", "some/folder"), ("K2:ModelId", "theirs"), ("K2:CacheFormat", "Int8"), ("K2:DenseWeights", "int8"), ("K2:MaxRunning", "4"), ("K2:Numa", "true"), ("K2:DrainTimeout", "00:00:07"));
        K2Options options = host.Services.GetRequiredService<IOptions<K2Options>>().Value;
        Assert.Equal(("some/folder", "mine", CacheFormat.Int8, 4), (options.ModelPath, options.ModelId, options.CacheFormat, options.MaxRunning));
        Assert.Equal(DenseWeights.Int8, options.DenseWeights);
        Assert.True(options.Numa);
        Assert.Equal(TimeSpan.FromSeconds(7), options.DrainTimeout);
    }

    [Theory]
    [InlineData("ModelPath", "", "K2:ModelPath is not set")]
    [InlineData("Threads", "0", "Threads")]
    [InlineData("CacheTokens", "-1", "CacheTokens")]
    [InlineData("MaxQueued", "0", "MaxQueued")]
    [InlineData("CacheFormat", "9", "BFloat16, Float32 or Int8")]
    [InlineData("DenseWeights", "9", "K2:DenseWeights must be BFloat16 or Int8")]
    public async Task Wrong_options_are_named(string name, string value, string problem)
    {
        await using ModelHost host = ModelHost.Create(services => services.AddK2(), ("K2:ModelPath", "some/folder"), ($"K2:{name}", value));
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IOptions<K2Options>>().Value);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_called_by_its_folder_unless_named()
    {
        Assert.Equal("Kimi-K2-Thinking", new K2Options { ModelPath = "/data/Kimi-K2-Thinking/" }.EffectiveModelId);
        Assert.Equal("mine", new K2Options { ModelPath = "/data/Kimi-K2-Thinking", ModelId = "mine" }.EffectiveModelId);
    }

    [Fact]
    public async Task The_health_check_follows_the_engine_from_loading_to_draining()
    {
        await using ModelHost host = await StartedAsync();
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(check => check.Tags.Contains("ready"), TestContext.Current.CancellationToken)).Status);
        await host.StopAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Status);
        K2Engine engine = host.Services.GetRequiredService<K2Engine>();
        Assert.Throws<EngineStoppedException>(() => engine.Submit(new GenerationRequest { Prompt = [1] }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_is_unhealthy_before_the_engine_is_loaded()
    {
        await using ModelHost host = ModelHost.Create(services => services.AddK2(), ("K2:ModelPath", "some/folder"));
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("being loaded", report.Entries["k2"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_checkpoint_ends_the_start_with_its_own_message()
    {
        string empty = Directory.CreateTempSubdirectory("k2-empty").FullName;
        await using ModelHost host = ModelHost.Create(services => services.AddK2(options => options.ModelPath = empty));
        await Assert.ThrowsAsync<CheckpointException>(host.StartAsync);
        Assert.Equal(K2State.Loading, host.Services.GetRequiredService<K2Readiness>().State);
        Directory.Delete(empty);
    }

    [Fact]
    public async Task The_chat_client_is_there_for_middleware_to_wrap()
    {
        await using ModelHost host = await StartedAsync(builder => builder.AddChatClient().UseFunctionInvocation());
        IChatClient client = host.Services.GetRequiredService<IChatClient>();
        Assert.NotNull(client.GetService<FunctionInvokingChatClient>());
        Assert.Equal("k2-mini", client.GetService<ChatClientMetadata>()?.DefaultModelId);
        Assert.Same(host.Services.GetRequiredService<K2Engine>(), client.GetService<K2Engine>());
        Assert.NotNull(client.GetService<K2ChatClient>());
    }

    private static Task<ModelHost> StartedAsync(Action<IK2Builder>? configure = null) => ModelHost.StartAsync(configure);
}
