namespace K2Sharp.Training.Data.SmallTalk;

/// <summary>The words of requests that the model cannot answer. They only have to be many and different.</summary>
internal static class UnknownWords
{
    public static string[] Nouns { get; } = Split(
        """
        sea moon sun river mountain forest desert island volcano ocean storm rain snow wind cloud star planet comet galaxy
        universe earth fire water air light shadow dog cat horse cow bird eagle owl whale shark dolphin lion tiger elephant mouse
        rabbit fox wolf bear snake spider bee ant butterfly frog turtle dragon unicorn dinosaur tree flower rose grass leaf seed
        apple banana orange lemon grape cherry potato tomato carrot onion garlic bread cheese butter milk coffee tea wine beer
        soup pizza pasta rice cake chocolate sugar salt pepper egg house castle bridge tower church temple school hospital library
        museum theatre station airport harbour street road car train bus bicycle ship boat plane rocket engine wheel computer
        phone camera radio television robot battery laser magnet atom molecule electron gene cell brain heart lung bone muscle
        blood skin eye hand tooth virus vaccine medicine doctor teacher farmer king queen soldier pirate wizard poet painter
        singer dancer lawyer judge president mayor baker tailor clock mirror window door table chair bed lamp candle book letter
        map coin gold silver iron copper diamond glass paper stone sand wood cotton silk wool hammer knife rope needle button shoe
        hat coat ring crown sword shield flag drum piano guitar violin song poem novel story film play game chess football tennis
        dream memory love fear hope freedom peace war law money tax bank market price job holiday birthday wedding winter summer
        spring autumn night morning week century history science art music language grammar gravity energy heat electricity
        democracy philosophy religion culture
        """);

    public static string[] Topics { get; } = Split(
        """
        photosynthesis evolution inflation relativity thermodynamics algebra geometry calculus probability statistics chemistry
        biology physics astronomy geology economics psychology sociology politics architecture medicine engineering cooking
        gardening painting sailing climbing swimming running meditation marketing accounting insurance investing encryption
        compilers databases recursion networking blockchain javascript python rust java haskell kubernetes linux windows excel
        html css sql regex git docker algorithms sorting hashing pointers threads sockets
        """);

    public static string[] Verbs { get; } = Split(
        """
        bake build fix clean paint draw cook grow sell buy learn teach train find lose open close cut fold wash dry repair install
        remove replace measure design plant feed catch carry move store hide choose plan start stop write read sing play win keep
        make use break melt freeze
        """);

    public static string[] Adjectives { get; } = Split(
        """
        old new big small fast slow happy sad red blue green yellow dark bright cold hot wet dry long short deep high sweet sour
        bitter soft hard heavy light rich poor famous strange lonely brave clever angry quiet loud ancient modern wild gentle
        cheap dangerous healthy funny beautiful
        """);

    public static string[] Places { get; } = Split(
        """
        France Germany Italy Spain Portugal Poland Sweden Norway Finland Denmark Greece Turkey Russia China Japan India Korea
        Vietnam Thailand Egypt Kenya Nigeria Ghana Morocco Brazil Chile Peru Argentina Mexico Canada Australia Iceland Ireland
        Austria Hungary Croatia Ukraine Israel Iran Iraq Nepal Paris London Berlin Rome Madrid Vienna Prague Tokyo Delhi Cairo
        Sydney Toronto Chicago Boston Moscow Athens Oslo Texas California Europe Africa Asia
        """);

    public static string[] Languages { get; } = Split("French German Spanish Italian Latin Greek Russian Chinese Japanese Arabic Hindi Dutch Polish Turkish Swedish English Finnish");

    public static string[] People { get; } = Split(
        """
        Einstein Newton Darwin Shakespeare Mozart Beethoven Bach Napoleon Caesar Cleopatra Plato Socrates Aristotle Galileo Kepler
        Curie Turing Lincoln Gandhi Goethe Dante Homer Picasso Rembrandt Columbus Magellan Tesla Edison Gauss Euler Kant Marx
        Freud Chopin Verdi Tolstoy Dickens Austen
        """);

    public static string[] Forms { get; } = Split("poem story song haiku letter essay joke speech limerick novel tale riddle summary report email recipe script slogan review rhyme");

    private static string[] Split(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
