using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Lifetime;
using K2Sharp.Server.Responses.Store;
using K2Sharp.Server.Tests.Hosting;
using K2Sharp.Server.Tests.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Server.Tests.Responses;

/// <summary>Responses that clients come back to, over a socket.</summary>
public sealed class StoredResponseTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_response_is_read_as_it_was_sent_and_can_be_removed()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("s-get", "<think>", "t", "</think>", "kept \"é\"");
        JsonElement streamed = ResponseGrammar.Check(await server.StreamResponseAsync("""{"input":"s-get","stream":true}"""));
        Assert.True(streamed.GetProperty("store").GetBoolean());
        string path = $"{ResponsesHost.Path}/{streamed.Id()}";
        Assert.Equal(streamed.GetRawText(), await server.Client.GetStringAsync(path, Cancellation));

        using HttpResponseMessage removed = await server.Client.DeleteAsync(path, Cancellation);
        Assert.True((await removed.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("deleted").GetBoolean());
        using HttpResponseMessage gone = await server.Client.GetAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using HttpResponseMessage again = await server.Client.DeleteAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal(400, (await server.AskAsync(ResponsesHost.Path, $$"""{"input":"a","previous_response_id":"{{streamed.Id()}}"}""")).Status);
    }

    [Fact]
    public async Task What_is_not_to_be_stored_is_not()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("s-not", "<think>", "</think>", "a");
        JsonElement response = await server.RespondAsync("""{"input":"s-not","store":false}""");
        Assert.False(response.GetProperty("store").GetBoolean());
        using HttpResponseMessage gone = await server.Client.GetAsync($"{ResponsesHost.Path}/{response.Id()}", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Input_comes_in_pages()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("s-pages", "<think>", "</think>", "a");
        string items = string.Join(',', Enumerable.Range(0, 6).Select(i => $$"""{"role":"assistant","content":"{{i}}","id":"msg_{{i}}"}"""));
        JsonElement response = await server.RespondAsync($$"""{"input":[{{items}},{"role":"user","content":"s-pages","id":"msg_6"}]}""");
        Assert.Equal(["6", "5", "4", "3", "2", "1", "0"], await PagesAsync(server, response.Id(), "limit=2"));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], await PagesAsync(server, response.Id(), "limit=3&order=asc"));
        Assert.Equal(7, (await PagesAsync(server, response.Id(), string.Empty)).Count);
        foreach (string query in (string[])["limit=0", "limit=101", "limit=x", "order=up", "after=msg_none"])
        {
            using HttpResponseMessage wrong = await server.Client.GetAsync($"{ResponsesHost.Path}/{response.Id()}/input_items?{query}", Cancellation);
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        }

        using HttpResponseMessage cancel = await server.Client.PostAsync($"{ResponsesHost.Path}/{response.Id()}/cancel", content: null, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, cancel.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","reasoning":{"summary":"auto"}""")]
    [InlineData(""","include":["reasoning.encrypted_content"]""")]
    public async Task A_chain_gives_the_prompt_of_sending_everything_again(string fields)
    {
        MiniServer server = shared.Get();
        string question = $"s-chain{fields.Length}";
        server.Scripts.AddTurns(question, 3, turn => turn == 2 ? ["<think>", "done", "</think>", "it is 2"] :
        [
            "<think>", $"step {turn}", "</think>", "<|tool_calls_section_begin|>",
            "<|tool_call_begin|>", $"functions.lookup:{turn}", "<|tool_call_argument_begin|>", $$"""{"key" : "k{{turn}}"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>",
        ]);
        const string Tools = """
            "tools":[{"type":"function","name":"lookup","parameters":{"type":"object"}}]
            """;
        var everything = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = question });
        JsonElement response = await server.RespondAsync($$"""{"input":"{{question}}",{{Tools}}{{fields}}}""");
        for (int turn = 0; turn < 3; turn++)
        {
            foreach (JsonElement item in response.GetProperty("output").EnumerateArray())
            {
                everything.Add(JsonNode.Parse(item.GetRawText()));
            }

            JsonObject next = turn < 2
                ? new JsonObject { ["type"] = "function_call_output", ["call_id"] = $"functions.lookup:{turn}", ["output"] = $"value {turn}" }
                : new JsonObject { ["role"] = "user", ["content"] = "and now?" };
            everything.Add(next.DeepClone());
            JsonElement chained = await server.RespondAsync($$"""{"input":[{{next.ToJsonString()}}],"previous_response_id":"{{response.Id()}}","max_output_tokens":200,{{Tools}}{{fields}}}""");
            int[] prompt = server.LastPrompt(question);
            await server.RespondAsync($$"""{"input":{{everything.ToJsonString()}},"store":false,"max_output_tokens":200,{{Tools}}}""");
            Assert.Equal(server.LastPrompt(question), prompt);
            Assert.Equal(response.Id(), chained.GetProperty("previous_response_id").GetString());
            response = chained;
        }
    }

    [Fact]
    public async Task Instructions_are_of_one_request_alone()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("s-instructions", "<think>", "</think>", "a");
        JsonElement first = await server.RespondAsync("""{"input":"s-instructions","instructions":"be brief"}""");
        await server.RespondAsync($$"""{"input":"s-instructions","previous_response_id":"{{first.Id()}}"}""");
        Assert.DoesNotContain(server.LastCall("s-instructions").Messages, message => message.Text == "be brief");
        Assert.Equal(3, server.LastCall("s-instructions").Messages.Count);
    }

    [Fact]
    public async Task An_item_can_be_named_by_its_id()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("s-reference", "<think>", "t", "</think>", "named");
        JsonElement first = await server.RespondAsync("""{"input":"s-reference"}""");
        string message = first.GetProperty("output")[1].Id();
        await server.RespondAsync($$"""{"input":[{"role":"user","content":"q"},{"type":"item_reference","id":"{{message}}"},{"role":"user","content":"s-reference"}]}""");
        Assert.Equal(["q", "named", "s-reference"], server.LastCall("q").Messages.Select(item => item.Text));
    }

    [Fact]
    public async Task A_response_belongs_to_the_key_that_made_it()
    {
        using var state = new TemporaryState();
        await using MiniServer server = await MiniServer.StartAsync(MiniServer.RandomModel, services =>
        {
            services.AddK2Operations();
            services.Configure<OperationsOptions>(options => options.StateDirectory = state.Root);
        });
        KeyStore keys = server.Services.GetRequiredService<KeyStore>();
        (HttpClient mine, HttpClient other) = (Client(server, Key(keys, "mine")), Client(server, Key(keys, "other")));
        using (mine)
        using (other)
        {
            JsonElement response = await PostAsync(mine, HttpStatusCode.OK, """{"input":"a","max_output_tokens":8}""");
            string path = $"{ResponsesHost.Path}/{response.Id()}";
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(mine, HttpMethod.Get, path));
            foreach ((HttpMethod method, string suffix) in ((HttpMethod, string)[])[(HttpMethod.Get, ""), (HttpMethod.Get, "/input_items"), (HttpMethod.Delete, ""), (HttpMethod.Post, "/cancel")])
            {
                Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(other, method, path + suffix));
            }

            await PostAsync(other, HttpStatusCode.BadRequest, $$"""{"input":"b","previous_response_id":"{{response.Id()}}"}""");
            string item = (await mine.GetFromJsonAsync<JsonElement>(path + "/input_items", Cancellation)).GetProperty("data")[0].Id();
            await PostAsync(other, HttpStatusCode.BadRequest, $$"""{"input":[{"type":"item_reference","id":"{{item}}"}]}""");
            await PostAsync(mine, HttpStatusCode.OK, $$"""{"input":"b","previous_response_id":"{{response.Id()}}","max_output_tokens":8}""");
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(mine, HttpMethod.Delete, path));
        }

        Assert.True(File.Exists(state.State.ResponsesFile));
    }

    [Fact]
    public async Task With_no_retention_nothing_is_stored()
    {
        await using MiniServer server = await MiniServer.StartAsync(
            MiniServer.RandomModel, services => services.Configure<ResponseStoreOptions>(options => options.Retention = TimeSpan.Zero));
        JsonElement response = await server.RespondAsync("""{"input":"a","max_output_tokens":4,"store":true}""");
        Assert.False(response.GetProperty("store").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server.Client, HttpMethod.Get, $"{ResponsesHost.Path}/{response.Id()}"));
    }

    private static string Key(KeyStore keys, string name) => keys.Add(name, new KeyLimits()).Secret;

    private static HttpClient Client(MiniServer server, string key)
    {
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, HttpStatusCode status, string json)
    {
        using HttpResponseMessage response = await client.PostAsync(ResponsesHost.Path, new StringContent(json, Encoding.UTF8, "application/json"), Cancellation);
        Assert.Equal(status, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private static async Task<List<string>> PagesAsync(MiniServer server, string id, string query)
    {
        List<string> texts = [];
        string after = string.Empty;
        while (true)
        {
            JsonElement page = await server.Client.GetFromJsonAsync<JsonElement>($"{ResponsesHost.Path}/{id}/input_items?{query}{after}", Cancellation);
            JsonElement[] items = [.. page.GetProperty("data").EnumerateArray()];
            Assert.Equal((items[0].Id(), items[^1].Id()), (page.GetProperty("first_id").GetString(), page.GetProperty("last_id").GetString()));
            texts.AddRange(items.Select(item => item.GetProperty("content")[0].GetProperty("text").GetString()!.Replace("s-pages", "6", StringComparison.Ordinal)));
            if (!page.GetProperty("has_more").GetBoolean())
            {
                return texts;
            }

            after = $"&after={items[^1].Id()}";
        }
    }
}
