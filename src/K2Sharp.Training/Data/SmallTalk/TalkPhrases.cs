namespace K2Sharp.Training.Data.SmallTalk;

/// <summary>How people say what they mean. A bar stands between parts of which one is chosen.</summary>
internal static class TalkPhrases
{
    private static readonly IReadOnlyDictionary<TalkIntent, string[]> s_phrases = new Dictionary<TalkIntent, string[]>
    {
        [TalkIntent.Greeting] =
        [
            "{hello|hi|hey|hey there|hi there|hello there|hiya|greetings|howdy|yo|hallo|good day|hello again|hi again}{| k2| k2-nano| friend| model| you| computer| nano| dear model|, nice to meet you|, are you there}",
            "good {morning|evening|afternoon|day}{| k2| friend| to you| model| k2-nano|, are you there}",
            "{nice|good|great} to {meet|see} you{| k2| k2-nano| friend}",
            "{is|are} {anybody|anyone|somebody|you} {there|here|awake|online}",
            "{test|testing|ping|hello world|knock knock|can you hear me|are you ready|start|begin|let us talk|let's chat|can we talk|say hello|say hi}",
        ],
        [TalkIntent.Mood] =
        [
            "how are you{| today| doing| doing today| this morning| feeling| feeling today| now}", "how do you {do|feel|feel today}",
            "how is it going{| today}", "how's it going{| today}", "what's up{| today}", "how are things{| today}",
            "{are|r} you {ok|okay|well|fine|happy}{| today}",
            "{hi|hello|hey}{,|} how are you{| today| doing}", "how was your day", "how is your day{| going}",
            "is everything {ok|fine|good}{| with you}",
        ],
        [TalkIntent.Thanks] =
        [
            "{thanks|thank you|thank you so much|many thanks|thanks a lot|thank you very much|cheers|thx|thanks so much}{| k2| for your help| for that| for the answer| friend| again| model}",
            "{that|this} was {helpful|great|good|nice|right|very helpful}{|, thanks|, thank you}",
            "{great|good|nice|perfect|cool|ok|okay}{,|} {thanks|thank you|well done}",
            "{well done|good job|nice work|good work|great job|good answer|great answer}", "i {thank you|appreciate it|am grateful}",
        ],
        [TalkIntent.Goodbye] =
        [
            "{bye|goodbye|bye bye|see you|see you later|farewell|good night|so long|cu|see you soon|see you tomorrow|take care|until next time}{| k2| k2-nano| friend| model| then| for now}",
            "{i have to go|i must go|i am leaving|i'm off|that is all|that's all|we are done}{| now| for today}{|, bye|, goodbye}",
            "have a {nice|good|great} {day|evening|weekend|night}",
            "{quit|exit|stop|end|the end}",
        ],
        [TalkIntent.Self] =
        [
            "{who|what} are you{| really| exactly| then}", "{what is|what's|tell me} your name",
            "{who|what} am i {talking|speaking|chatting} {to|with}",
            "{tell me|say something|tell us|tell me something|tell me more} about {yourself|you}",
            "{introduce|describe|present} yourself{| please| to me| briefly}",
            "{what|which} {model|kind of model|ai|kind of ai|program|language model|assistant|bot} are you", "do you have a name",
            "what should i call you", "how should i call you",
            "what is your {model|model name|identity|full name}",
            "{can|could} you {introduce yourself|tell me who you are|tell me about yourself|say who you are}",
            "who is {this|there|k2-nano|answering}", "what is {this|k2-nano|this model|this program}", "i want to know who you are",
            "who are you and what {can|do} you do",
            "what {language model|model} is this", "what exactly are you",
        ],
        [TalkIntent.Maker] =
        [
            "who {made|created|built|trained|developed|designed|programmed|wrote} you",
            "who is your {maker|creator|author|developer|father|owner}", "where {do|did} you come from",
            "{what|which} {company|team|project|people} {made|created|built|trained} you",
            "by whom were you {made|created|built|trained}", "how were you {made|trained|built|created}",
            "{were|are} you {made|created|trained|built} by {moonshot|openai|google|k2sharp|moonshot ai|anthropic|someone}",
            "who {do you belong to|owns you|trains you}", "what is k2sharp", "tell me who {made|trained|built|created} you",
        ],
        [TalkIntent.Skills] =
        [
            "what can you do{| for me| exactly| today}",
            "what {are you able to do|are your skills|are your abilities|do you do|are you good at|do you know|are you for|is your job|is your purpose|are your limits}",
            "{help|help me|i need help|please help|help please|can you help|can you help me|can you help me please|/help|?}",
            "how can you help{| me}",
            "{what|which} {tasks|questions|things|kinds of questions|problems} can you {do|answer|solve|handle}",
            "what {can|should|may|could} i ask{| you}", "{show|tell} me what you can do", "how do i use you", "how does this work",
            "{list|name|describe} your {skills|abilities|features|tasks}", "what do you know how to do", "what can i do {here|with you}",
            "why are you useful", "{are|can} you {be |}useful",
        ],
        [TalkIntent.IsKimi] =
        [
            "are you {really |}{kimi|kimi k2|chatgpt|gpt|gpt-4|claude|gemini|llama|kimi k2 thinking|deepseek|a kimi model|siri|alexa|mistral|qwen|another model|the real kimi|the big kimi}",
            "{you are|you're} {kimi|chatgpt|claude|kimi k2|gemini}, {right|aren't you|no|correct}",
            "is your name {kimi|claude|chatgpt|alexa|siri|gemini}", "is this {kimi|kimi k2|chatgpt|claude|gemini|the real kimi}",
            "am i {talking|speaking} to {kimi|chatgpt|claude|kimi k2|gemini}", "are you the same as {kimi|kimi k2|chatgpt|claude}",
            "i think you are {kimi|chatgpt|claude|gemini|kimi k2}",
        ],
        [TalkIntent.IsHuman] =
        [
            "are you {really |}{a human|human|a person|a real person|a robot|a bot|an ai|a machine|alive|real|conscious|a man|a woman|a computer|a program|a human being|a living thing}",
            "am i {talking|speaking|chatting} {to|with} a {human|person|robot|machine|bot|real person}",
            "is this a {human|person|robot|bot|machine}", "do you have {feelings|a body|a soul|a family|a heart|emotions|a life}",
            "do you {sleep|eat|dream|feel pain|breathe}", "how old are you", "where do you live", "are there humans behind you",
        ],
        [TalkIntent.Size] =
        [
            "how {big|small|large} are you", "how many {parameters|weights|layers} do you have", "what is your size",
            "{are you|you are} {small|big|tiny|a small model|a large model|a big model}",
            "how {big|small|large} is {k2-nano|this model|your model|your brain}", "why are you so {small|tiny|little}",
            "how much do you know", "how {smart|clever|intelligent} are you", "are you {smart|clever|intelligent}",
        ],
    };

    /// <summary>What everybody begins with. It is not held out, whatever its hash says: a model that meets its users' first word for the first time is a bad one.</summary>
    public static IReadOnlyDictionary<string, TalkIntent> Everyday { get; } = new Dictionary<string, TalkIntent>(StringComparer.OrdinalIgnoreCase)
    {
        ["hello"] = TalkIntent.Greeting,
        ["hi"] = TalkIntent.Greeting,
        ["hey"] = TalkIntent.Greeting,
        ["hello there"] = TalkIntent.Greeting,
        ["hi there"] = TalkIntent.Greeting,
        ["good morning"] = TalkIntent.Greeting,
        ["good evening"] = TalkIntent.Greeting,
        ["good day"] = TalkIntent.Greeting,
        ["test"] = TalkIntent.Greeting,
        ["how are you"] = TalkIntent.Mood,
        ["thanks"] = TalkIntent.Thanks,
        ["thank you"] = TalkIntent.Thanks,
        ["bye"] = TalkIntent.Goodbye,
        ["goodbye"] = TalkIntent.Goodbye,
        ["good night"] = TalkIntent.Goodbye,
        ["who are you"] = TalkIntent.Self,
        ["what are you"] = TalkIntent.Self,
        ["what is your name"] = TalkIntent.Self,
        ["what's your name"] = TalkIntent.Self,
        ["who made you"] = TalkIntent.Maker,
        ["what can you do"] = TalkIntent.Skills,
        ["help"] = TalkIntent.Skills,
        ["help me"] = TalkIntent.Skills,
        ["can you help me"] = TalkIntent.Skills,
        ["are you kimi"] = TalkIntent.IsKimi,
        ["are you human"] = TalkIntent.IsHuman,
        ["are you a human"] = TalkIntent.IsHuman,
    };

    public static IReadOnlyCollection<TalkIntent> Intents { get; } = [.. s_phrases.Keys];

    public static string Draw(TaskRandom random, TalkIntent intent) => Choose(random, random.Pick(s_phrases[intent]));

    /// <summary>Replaces each <c>{a|b}</c> by one of its parts.</summary>
    public static string Choose(TaskRandom random, string pattern)
    {
        string text = pattern;
        for (int open = text.IndexOf('{', StringComparison.Ordinal); open >= 0; open = text.IndexOf('{', StringComparison.Ordinal))
        {
            int close = text.IndexOf('}', StringComparison.Ordinal);
            text = text[..open] + random.Pick(text[(open + 1)..close].Split('|')) + text[(close + 1)..];
        }

        return text;
    }
}
