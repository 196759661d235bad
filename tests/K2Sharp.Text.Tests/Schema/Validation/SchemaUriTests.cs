using K2Sharp.Text.Schema.Validation.Loading;

namespace K2Sharp.Text.Tests.Schema.Validation;

public sealed class SchemaUriTests
{
    /// <summary>RFC 3986, 5.4.</summary>
    [Theory]
    [InlineData("g:h", "g:h")]
    [InlineData("g", "http://a/b/c/g")]
    [InlineData("./g", "http://a/b/c/g")]
    [InlineData("g/", "http://a/b/c/g/")]
    [InlineData("/g", "http://a/g")]
    [InlineData("//g", "http://g")]
    [InlineData("?y", "http://a/b/c/d;p?y")]
    [InlineData("g?y", "http://a/b/c/g?y")]
    [InlineData(";x", "http://a/b/c/;x")]
    [InlineData("g;x?y", "http://a/b/c/g;x?y")]
    [InlineData("", "http://a/b/c/d;p?q")]
    [InlineData(".", "http://a/b/c/")]
    [InlineData("./", "http://a/b/c/")]
    [InlineData("..", "http://a/b/")]
    [InlineData("../g", "http://a/b/g")]
    [InlineData("../..", "http://a/")]
    [InlineData("../../g", "http://a/g")]
    [InlineData("../../../g", "http://a/g")]
    [InlineData("/./g", "http://a/g")]
    [InlineData("/../g", "http://a/g")]
    [InlineData("g.", "http://a/b/c/g.")]
    [InlineData("..g", "http://a/b/c/..g")]
    [InlineData("./g/.", "http://a/b/c/g/")]
    [InlineData("g/../h", "http://a/b/c/h")]
    [InlineData("http:g", "http:g")]
    public void References_resolve_as_in_RFC_3986(string reference, string expected) => Assert.Equal(expected, SchemaUri.Resolve("http://a/b/c/d;p?q", reference));

    [Theory]
    [InlineData("urn:uuid:1", "", "urn:uuid:1")]
    [InlineData("json-schema:///", "a.json", "json-schema:///a.json")]
    [InlineData("http://a", "b", "http://a/b")]
    public void Other_bases_do_too(string baseUri, string reference, string expected) => Assert.Equal(expected, SchemaUri.Resolve(baseUri, reference));
}
