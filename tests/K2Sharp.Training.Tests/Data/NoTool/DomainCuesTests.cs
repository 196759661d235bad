using K2Sharp.Training.Data.NoTool;

namespace K2Sharp.Training.Tests.Data.NoTool;

public sealed class DomainCuesTests
{
    [Theory]
    [InlineData("Count down {0} minutes.", "minutes")]
    [InlineData("Give me the latest news on {0}.", "news")]
    [InlineData("Is it sunny in {0} now?", "sunny")]
    [InlineData("Can you book a room in {0}?", "room")]
    [InlineData("Order a cab to {0}.", "cab")]
    [InlineData("Get me {0} from the restaurant.", "restaurant")]
    [InlineData("Find the book {0}.", "book")]
    [InlineData("Please note {0}.", "note")]
    public void The_word_that_tells_the_domain(string request, string cue) => Assert.Equal(cue, DomainCues.Of(request));

    [Fact]
    public void No_two_domains_have_a_cue_in_common()
    {
        string[] cues = [.. Domains.All.SelectMany(domain => domain.Requests.Select(DomainCues.Of).Distinct())];
        Assert.Equal(cues.Length, cues.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Cues_are_words_that_mean_something() =>
        Assert.Empty(Domains.All.SelectMany(domain => domain.Requests).Select(DomainCues.Of).Intersect(["a", "the", "to", "in", "for", "from", "me", "i", "is", "it", "of", "on"]));
}
