using System.Text.Json;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary>Which members an object has, for several questions: few are answered by searching, many from a set.</summary>
internal readonly struct MemberNames
{
    private const int FewQuestions = 8;
    private readonly JsonElement _value;
    private readonly HashSet<string>? _names;

    public MemberNames(JsonElement value, int questions)
    {
        _value = value;
        if (questions > FewQuestions)
        {
            _names = new HashSet<string>(value.EnumerateObject().Select(JsonText.GetName), StringComparer.Ordinal);
        }
    }

    public bool Contains(string name) => _names?.Contains(name) ?? JsonText.TryGetMember(_value, name, out _);
}
