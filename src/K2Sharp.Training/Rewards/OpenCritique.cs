using System.Diagnostics.CodeAnalysis;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Critique;
using K2Sharp.Training.Evaluation;

namespace K2Sharp.Training.Rewards;

/// <summary>The question which of two answers is better, when nobody knows.</summary>
internal sealed class OpenCritique : TrainingTask
{
    [SetsRequiredMembers]
    public OpenCritique(PlayedEpisode a, PlayedEpisode b)
    {
        Family = "critique";
        Opening = CritiquePrompt.Write(SelfCritique.Request(a), a.Episode.Answer, b.Episode.Answer);
    }

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation) => throw new NotSupportedException("nobody knows the better answer");

    public override Verdict Judge(Episode episode) => Verdict.Pass;
}
