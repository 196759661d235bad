namespace K2Sharp.Training.Data.SmallTalk;

/// <summary>What a user means who asks for no task.</summary>
internal enum TalkIntent
{
    Greeting,
    Mood,
    Thanks,
    Goodbye,
    Self,
    Maker,
    Skills,
    IsKimi,
    IsHuman,
    Size,

    /// <summary>A computation, where no calculator is declared.</summary>
    NoCalculator,

    /// <summary>Anything else.</summary>
    Unknown,
}
