using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>A lending library: members, books and who has which. Its functions do what they are told; the policy is the agent's to keep.</summary>
internal sealed class LibraryDomain(JsonObject database) : TauDomain(database)
{
    private const string Member = """{"member_id":{"type":"string"}}""";
    private const string Book = """{"book_id":{"type":"string"}}""";
    private const string Both = """{"member_id":{"type":"string"},"book_id":{"type":"string"}}""";

    public override IReadOnlyList<AIFunctionDeclaration> AgentTools { get; } =
    [
        ToolSchema.Declare("get_member", "Shows a member: whether blocked, and the books on loan.", Member, "member_id"),
        ToolSchema.Declare("get_book", "Shows a book: who has it, and how often it was renewed.", Book, "book_id"),
        ToolSchema.Declare("lend_book", "Lends a book to a member.", Both, "member_id", "book_id"),
        ToolSchema.Declare("return_book", "Takes a book back.", Book, "book_id"),
        ToolSchema.Declare("renew_book", "Renews a loan.", Book, "book_id"),
        ToolSchema.Declare("transfer_to_human_agents", "Hands the request over to a human.", """{"summary":{"type":"string"}}""", "summary"),
    ];

    public override bool Holds(string assertion, JsonObject arguments) => throw new TauException($"the assertion {assertion} is not known");

    protected override string Run(string name, JsonObject arguments)
    {
        switch (name)
        {
            case "get_member":
                return Find("members", Text(arguments, "member_id")).ToJsonString();
            case "get_book":
                return Find("books", Text(arguments, "book_id")).ToJsonString();
            case "lend_book":
                return Lend(Find("members", Text(arguments, "member_id")), Find("books", Text(arguments, "book_id")));
            case "return_book":
                return TakeBack(Find("books", Text(arguments, "book_id")));
            case "renew_book":
                JsonObject book = Find("books", Text(arguments, "book_id"));
                book["renewals"] = Borrower(book) is null ? throw new TauException("the book is not on loan") : book["renewals"]!.GetValue<int>() + 1;
                return book.ToJsonString();
            case "transfer_to_human_agents":
                return "Transfer successful";
            default:
                throw new TauException($"there is no tool {name}");
        }
    }

    private static string? Borrower(JsonObject book) => book["borrower"]?.GetValue<string>();

    private static string Lend(JsonObject member, JsonObject book)
    {
        if (Borrower(book) is { } other)
        {
            throw new TauException($"{other} has the book");
        }

        book["borrower"] = member["member_id"]!.GetValue<string>();
        book["renewals"] = 0;
        member["loans"]!.AsArray().Add((JsonNode)book["book_id"]!.GetValue<string>());
        return book.ToJsonString();
    }

    private string TakeBack(JsonObject book)
    {
        string borrower = Borrower(book) ?? throw new TauException("the book is not on loan");
        JsonArray loans = Find("members", borrower)["loans"]!.AsArray();
        loans.Remove(loans.First(loan => loan!.GetValue<string>() == book["book_id"]!.GetValue<string>()));
        book["borrower"] = null;
        book["renewals"] = 0;
        return book.ToJsonString();
    }

    private JsonObject Find(string table, string id) => Database[table]![id]?.AsObject() ?? throw new TauException($"{id} is not found");
}
