using System.Text.Json;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Generation;
using K2Sharp.Server.OpenAI.Chat;
using K2Sharp.Server.OpenAI.LogProbabilities;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Tokenization;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Tokens;

/// <summary><c>POST /tokenize</c>, <c>/detokenize</c> and <c>/apply-template</c>, in the forms of vLLM and llama.cpp.</summary>
internal sealed class TokenEndpoints(K2Engine engine, ModelCatalog models, RequestReader reader)
{
    public async Task TokenizeAsync(HttpContext context)
    {
        TokenizeRequest request = await reader.ReadAsync(context, TokensJson.Wire.TokenizeRequest).ConfigureAwait(false);
        models.Resolve(request.Model);
        int[] tokens = request.Messages.ValueKind != JsonValueKind.Undefined ? engine.Tokenizer.Encode(Render(request))
            : request.Prompt is { } prompt ? engine.Tokenizer.Encode(prompt)
            : request.Content is { } content ? engine.Tokenizer.Encode(content)
            : throw ApiException.Invalid("prompt", "missing; send prompt or messages");
        var response = new TokenizeResponse
        {
            Count = tokens.Length,
            MaxModelLength = models.ContextLength,
            Tokens = tokens,
            TokenStrings = request.ReturnTokenStrings == true ? [.. tokens.Select(token => TokenScores.Text(token, engine.Tokenizer))] : null,
        };
        await context.Response.WriteAsJsonAsync(response, TokensJson.Wire.TokenizeResponse, contentType: "application/json", context.RequestAborted).ConfigureAwait(false);
    }

    public async Task DetokenizeAsync(HttpContext context)
    {
        DetokenizeRequest request = await reader.ReadAsync(context, TokensJson.Wire.DetokenizeRequest).ConfigureAwait(false);
        models.Resolve(request.Model);
        IReadOnlyList<int> tokens = request.Tokens ?? throw ApiException.Invalid("tokens", "missing; send an array of token ids");
        if (tokens.Any(token => (uint)token >= (uint)engine.Tokenizer.VocabularySize))
        {
            throw ApiException.Invalid("tokens", $"token ids must be 0 to {engine.Tokenizer.VocabularySize - 1}");
        }

        string text = engine.Tokenizer.Decode([.. tokens]);
        await context.Response.WriteAsJsonAsync(
            new DetokenizeResponse(text, text), TokensJson.Wire.DetokenizeResponse, contentType: "application/json", context.RequestAborted).ConfigureAwait(false);
    }

    public async Task ApplyTemplateAsync(HttpContext context)
    {
        TokenizeRequest request = await reader.ReadAsync(context, TokensJson.Wire.TokenizeRequest).ConfigureAwait(false);
        models.Resolve(request.Model);
        var response = new TemplateResponse(K2ChatTemplate.ToText(Render(request)));
        await context.Response.WriteAsJsonAsync(response, TokensJson.Wire.TemplateResponse, contentType: "application/json", context.RequestAborted).ConfigureAwait(false);
    }

    private static List<PromptSegment> Render(TokenizeRequest request)
    {
        Conversation conversation = Conversation.Read(request.Messages);
        IReadOnlyList<ChatTool> tools = ToolList.Read(request.Tools);
        return conversation.IsPartial
            ? ChatGeneration.Render(new ChatRequest { Messages = conversation.Messages, Tools = tools, Thinking = ThinkingMode.Partial })
            : K2ChatTemplate.Render(ToolCallIds.Normalize(conversation.Messages), tools, request.AddGenerationPrompt ?? true);
    }
}
