using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.FunctionCalling;
using K2Sharp.Evals.Tasks.Offline;
using K2Sharp.Evals.Tasks.Swe;
using K2Sharp.Evals.Tasks.Tau;
using K2Sharp.Evals.Tasks.Vendor;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Tasks;

/// <summary>A scripted model without fault.</summary>
internal static class PerfectModel
{
    /// <summary>What a model without fault would say next.</summary>
    public static ChatMessage Reply(Question question, IReadOnlyList<ChatMessage> messages)
    {
        string? result = messages[^1].Contents.OfType<FunctionResultContent>().LastOrDefault()?.Result?.ToString();
        switch (question)
        {
            case ChainQuestion chain:
                string[] called = [.. messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => CallArguments.String(call, "key")!)];
                return result is null ? Look(chain.Keys[0])
                    : result.Contains("timeout", StringComparison.Ordinal) ? Look(called[^1])
                    : JsonDocument.Parse(result).RootElement.GetProperty("next").GetString() is { } next ? Look(next)
                    : new ChatMessage(ChatRole.Assistant, $"Code word: {chain.CodeWord}. Last key: {called[^1]}. Calls: {called.Length}.");
            case CalculatorQuestion calculation:
                return result is null
                    ? ScriptedClient.Call(("calculator", JsonSerializer.Serialize(new { expression = calculation.Expression })))
                    : new ChatMessage(ChatRole.Assistant, $"The result is {JsonDocument.Parse(result).RootElement.GetProperty("result").GetRawText()}.");
            case MiniBrowseQuestion browse:
                return result is null ? ScriptedClient.Call(("search", JsonSerializer.Serialize(new { query = browse.Prompt })))
                    : result.Contains("hits", StringComparison.Ordinal) ? ScriptedClient.Call(("open", JsonSerializer.Serialize(new { id = browse.Target.Id })))
                    : new ChatMessage(ChatRole.Assistant, $"It is called {browse.Target.Fact}. Source: {browse.Target.Id}.");
            case TauQuestion tau:
                int done = messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Count();
                return done < tau.Criteria.Actions!.Count
                    ? ScriptedClient.Call((tau.Criteria.Actions[done].Name, tau.Criteria.Actions[done].Arguments.ToJsonString()))
                    : new ChatMessage(ChatRole.Assistant, "Done.");
            case VendorQuestion vendor:
                AIFunctionDeclaration tool = vendor.Begin(new EpisodeServices()).Tools[0];
                return ScriptedClient.Call((tool.Name, Instance(tool.JsonSchema)!.ToJsonString()));
            case SweQuestion swe:
                MiniSweBug bug = MiniSweBug.All.First(bug => $"mini__{bug.Module}" == swe.Row.InstanceId);
                return messages.Count switch
                {
                    1 => ScriptedClient.Call(("bash", JsonSerializer.Serialize(new { command = $"ls; rm {bug.Module}.py" }))),
                    3 => ScriptedClient.Call(("str_replace_editor", JsonSerializer.Serialize(new { command = "create", path = $"{bug.Module}.py", file_text = bug.Code }))),
                    _ => new ChatMessage(ChatRole.Assistant, "Repaired."),
                };
            case BfclQuestion bfcl:
                return bfcl.Expected is { } expected
                    ? ScriptedClient.Call([.. expected.EnumerateArray().Select(BfclAnswer.Of)])
                    : new ChatMessage(ChatRole.Assistant, "No function helps with that.");
            default:
                Match pair = Regex.Match(messages[0].Text, @"Which is (?<word>\w+), (?<left>[\d.]+) or (?<right>[\d.]+)\?", RegexOptions.None, TimeSpan.FromSeconds(1));
                bool leftIsMore = decimal.Parse(pair.Groups["left"].Value) > decimal.Parse(pair.Groups["right"].Value);
                bool wantsMore = pair.Groups["word"].Value == "bigger";
                return new ChatMessage(ChatRole.Assistant, $"{(leftIsMore == wantsMore ? pair.Groups["left"].Value : pair.Groups["right"].Value)} is {pair.Groups["word"].Value}.");
        }

        static ChatMessage Look(string key) => ScriptedClient.Call(("lookup", JsonSerializer.Serialize(new { key })));
    }

    /// <summary>The least value that fits a schema of the small vendor test.</summary>
    private static JsonNode? Instance(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out JsonElement values))
        {
            return JsonNode.Parse(values[0].GetRawText());
        }

        return schema.GetProperty("type").GetString() switch
        {
            "string" => "x",
            "boolean" => true,
            "integer" => schema.GetProperty("minimum").GetInt32(),
            "number" => schema.GetProperty("maximum").GetInt32() - 0.5,
            "array" => new JsonArray(Instance(schema.GetProperty("items"))),
            _ => new JsonObject(schema.GetProperty("required").EnumerateArray().Select(name => KeyValuePair.Create(name.GetString()!, Instance(schema.GetProperty("properties").GetProperty(name.GetString()!))))),
        };
    }
}
