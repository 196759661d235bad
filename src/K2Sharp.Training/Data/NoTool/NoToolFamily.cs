using System.Globalization;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.NoTool;

/// <summary>
/// The decision whether a declared tool fits: requests that none fits, requests that one fits and is called for, and courtesies that
/// need none.
/// </summary>
internal sealed class NoToolFamily : ITaskFamily
{
    private const double FittingShare = 0.4;
    private const double CourtesyShare = 0.1;

    private static readonly int[] s_counts = [1, 1, 2, 2, 2, 3];

    private static readonly string[] s_marks = ["", "", ".", "!"];

    public string Name => "no-tool";

    public TrainingTask Create(TaskRandom random, Split split)
    {
        if (random.Chance(CourtesyShare))
        {
            return CreateCourtesy(random, split);
        }

        bool fits = random.Chance(FittingShare / (1 - CourtesyShare));
        (Domain asked, DeclaredTool[] declared) = DrawTools(random, split, fits);
        string value = DomainValues.Draw(asked.Asked, random, split);
        string request = random.Pick(asked.Requests);
        return new DecisionTask
        {
            Family = Name,
            Opening = [ChatMessage.FromUser(UserWords.Dress(random, string.Format(CultureInfo.InvariantCulture, request, value)))],
            Tools = Declare(declared),
            Hops = fits ? 1 : 0,
            TurnLimit = 3,
            Asked = asked,
            Cue = DomainCues.Of(request),
            Value = value,
            Declared = declared,
            Result = DomainValues.Draw(asked.Result, random, split),
        };
    }

    private CourtesyTask CreateCourtesy(TaskRandom random, Split split)
    {
        Courtesy courtesy = random.Pick(Courtesy.All);
        (string text, string saying) = courtesy.Draw(random, split);
        Domain[] domains = random.Sample(Domains.All, random.Pick(s_counts));
        text = (random.Chance(0.5) ? UserWords.Capitalize(text) : text) + random.Pick(s_marks);
        return new CourtesyTask
        {
            Family = Name,
            Opening = [ChatMessage.FromUser(text)],
            Tools = Declare([.. domains.Select(domain => new DeclaredTool(domain, random.Pick(domain.Tools)))]),
            TurnLimit = 2,
            Said = courtesy,
            Saying = saying,
        };
    }

    /// <summary>One to three tools of different domains, with or without the asked one; the combination lies on the split's side.</summary>
    private static (Domain Asked, DeclaredTool[] Declared) DrawTools(TaskRandom random, Split split, bool fits)
    {
        while (true)
        {
            int count = random.Pick(s_counts);
            Domain[] domains = random.Sample(Domains.All, count + 1);
            Domain asked = fits ? domains[random.Next(0, count)] : domains[count];
            DeclaredTool[] declared = [.. domains[..count].Select(domain => new DeclaredTool(domain, random.Pick(domain.Tools)))];
            if (Splits.Of(asked.Label + ":" + string.Join('|', declared.Select(tool => tool.Spec.Name))) == split)
            {
                return (asked, declared);
            }
        }
    }

    private static ChatTool[] Declare(DeclaredTool[] declared) =>
    [
        .. declared.Select(tool => ToolDeclaration.Create(tool.Spec.Name, tool.Spec.Description, new ToolParameter(tool.Spec.Argument, "string"))),
    ];
}
