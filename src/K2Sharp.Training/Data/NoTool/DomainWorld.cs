using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.NoTool;

/// <summary>Declared tools, all of which answer with the same result.</summary>
internal sealed class DomainWorld(IReadOnlyList<ToolSpec> tools, string result) : IToolWorld
{
    public string Call(ToolRequest request)
    {
        foreach (ToolSpec tool in tools)
        {
            if (tool.Name == request.Name)
            {
                return JsonWords.OnlyString(request.Arguments, tool.Argument) is null
                    ? JsonWords.Error("bad arguments")
                    : JsonWords.Object("result", result);
            }
        }

        return JsonWords.Error("unknown tool");
    }
}
