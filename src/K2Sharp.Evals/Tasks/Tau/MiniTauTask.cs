using System.Globalization;
using System.Text.Json.Nodes;
using K2Sharp.Evals.Data;

namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>
/// tau2 in small, with a world of our own: a library whose policy allows some requests and forbids others. Three of seven kinds of requests are to be
/// refused, so that an agent that does nothing has 43 % and one that does everything has 57 %.
/// </summary>
internal sealed class MiniTauTask : EvalTask
{
    private const int PerKind = 6;
    private const int MostLoans = 3;
    private const int Members = 12;
    private const int Books = 40;

    private const string Policy = """
        1. A member may have at most 3 books on loan.
        2. A blocked member gets no further books, but may return and renew.
        3. A loan is renewed at most once.
        4. Only the member who has a book may return or renew it.
        5. Accounts are not opened, changed or deleted here: hand such requests over to a human.
        6. A request that the rules forbid is refused, and nothing is changed for it.
        """;

    private static readonly string[] s_kinds = ["lend", "lend to a full member", "lend to a blocked member", "renew", "renew again", "return and lend", "delete account"];

    public override string Name => "mini-tau";

    public override string Title => "A library with a policy: requests to fulfil, to refuse or to hand over, judged by the database";

    public override EvalSettings Settings { get; } = new() { Temperature = 0, MaxOutputTokens = 8192, MaxSteps = 12 };

    public override bool MayHaveUser => true;

    public override bool GradesText => false;

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        var questions = new List<Question>();
        var tickets = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < PerKind * s_kinds.Length; i++)
        {
            string kind = s_kinds[i % s_kinds.Length];
            JsonObject database;
            string ticket;
            TauAction[] actions;
            int draw = 0;
            do
            {
                // No two tickets read the same.
                var random = new SeededRandom(Running.Seeds.Of(27, "library", kind, i + (draw++ * s_kinds.Length * PerKind)));
                database = Create(random);
                (ticket, actions) = Request(kind, random, database);
            }
            while (!tickets.Add(ticket));

            string written = database.ToJsonString();
            questions.Add(new TauQuestion(
                FormattableString.Invariant($"mini-tau-{i}"),
                Policy,
                () => new LibraryDomain(JsonNode.Parse(written)!.AsObject()),
                new TauCriteria { Actions = actions, Basis = kind == "delete account" ? ["DB", "ACTION"] : ["DB"] })
            {
                Category = kind,
                Ticket = ticket,
                Instructions = ticket,
            });
        }

        return questions;
    }

    private static JsonObject Create(SeededRandom random)
    {
        var members = new JsonObject();
        var books = new JsonObject();
        for (int i = 1; i <= Members; i++)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"m{i}");
            members[id] = new JsonObject { ["member_id"] = id, ["blocked"] = random.Chance(0.3), ["loans"] = new JsonArray() };
        }

        for (int i = 1; i <= Books; i++)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"b{i}");
            books[id] = new JsonObject { ["book_id"] = id, ["borrower"] = null, ["renewals"] = 0 };
        }

        var database = new JsonObject { ["members"] = members, ["books"] = books };
        foreach (string member in members.Select(member => member.Key).ToArray())
        {
            for (int loans = random.Next(0, MostLoans + 1); loans > 0; loans--)
            {
                Lend(database, member, FreeBook(database, random), random.Chance(0.4) ? 1 : 0);
            }
        }

        return database;
    }

    private static (string Ticket, TauAction[] Actions) Request(string kind, SeededRandom random, JsonObject database)
    {
        string free = FreeBook(database, random);
        string member = string.Create(CultureInfo.InvariantCulture, $"m{random.Next(1, Members + 1)}");
        SetLoans(database, member, kind switch { "lend" => 1, "lend to a blocked member" => 1, "lend to a full member" => MostLoans, "return and lend" => MostLoans, _ => 2 }, random, kind == "renew again" ? 1 : 0);
        database["members"]![member]!["blocked"] = kind is "lend to a blocked member";
        string own = database["members"]![member]!["loans"]![0]!.GetValue<string>();
        return kind switch
        {
            "lend" => ($"Member {member} wants to borrow the book {free}.", [Action("lend_book", member, free)]),
            "lend to a full member" or "lend to a blocked member" => ($"Member {member} wants to borrow the book {free}.", []),
            "renew" => ($"Member {member} wants to renew the book {own}.", [Action("renew_book", null, own)]),
            "renew again" => ($"Member {member} wants to renew the book {own}.", []),
            "return and lend" => ($"Member {member} brings back the book {own} and wants to borrow the book {free} instead.", [Action("return_book", null, own), Action("lend_book", member, free)]),
            _ => ($"Member {member} wants the account to be deleted.", [new TauAction("transfer_to_human_agents", []) { Compared = [] }]),
        };
    }

    private static TauAction Action(string name, string? member, string book)
    {
        var arguments = new JsonObject();
        if (member is not null)
        {
            arguments["member_id"] = member;
        }

        arguments["book_id"] = book;
        return new TauAction(name, arguments);
    }

    private static string FreeBook(JsonObject database, SeededRandom random) =>
        random.Pick([.. database["books"]!.AsObject().Where(book => book.Value!["borrower"] is null).Select(book => book.Key)]);

    /// <summary>Gives a member exactly so many loans, all renewed so often.</summary>
    private static void SetLoans(JsonObject database, string member, int count, SeededRandom random, int renewals)
    {
        JsonArray loans = database["members"]![member]!["loans"]!.AsArray();
        foreach (JsonNode? loan in loans)
        {
            database["books"]![loan!.GetValue<string>()]!["borrower"] = null;
            database["books"]![loan.GetValue<string>()]!["renewals"] = 0;
        }

        loans.Clear();
        while (loans.Count < count)
        {
            Lend(database, member, FreeBook(database, random), renewals);
        }
    }

    private static void Lend(JsonObject database, string member, string book, int renewals)
    {
        database["books"]![book]!["borrower"] = member;
        database["books"]![book]!["renewals"] = renewals;
        database["members"]![member]!["loans"]!.AsArray().Add((JsonNode)book);
    }
}
