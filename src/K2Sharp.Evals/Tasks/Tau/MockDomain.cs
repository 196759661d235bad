using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>tau2's mock domain: a to-do list with users, and the user's notifications.</summary>
internal sealed class MockDomain(JsonObject database) : TauDomain(database)
{
    private const string Pending = "pending";

    public override IReadOnlyList<AIFunctionDeclaration> AgentTools { get; } =
    [
        ToolSchema.Declare("create_task", "Create a new task for a user.", """{"user_id":{"type":"string","description":"The user who the task is for"},"title":{"type":"string","description":"The task's title"},"description":{"type":"string","description":"What is to be done"}}""", "user_id", "title"),
        ToolSchema.Declare("update_task_status", "Change a task's status.", """{"task_id":{"type":"string","description":"The task"},"status":{"type":"string","enum":["pending","completed"],"description":"The new status"}}""", "task_id", "status"),
        ToolSchema.Declare("get_users", "List all users.", "{}"),
        ToolSchema.Declare("transfer_to_human_agents", "Hand the user over to a human agent, when the request is beyond the tools.", """{"summary":{"type":"string","description":"The user's problem in short"}}""", "summary"),
    ];

    public override IReadOnlyList<AIFunctionDeclaration> UserTools { get; } =
    [
        ToolSchema.Declare("check_notifications", "Look at your notifications.", "{}"),
        ToolSchema.Declare("dismiss_notification", "Mark a notification as read.", """{"notification_id":{"type":"string","description":"The notification"}}""", "notification_id"),
    ];

    public override bool Holds(string assertion, JsonObject arguments) => assertion switch
    {
        "assert_task_status" => Tasks[Text(arguments, "task_id")]?["status"]?.GetValue<string>() == Text(arguments, "expected_status"),
        "assert_number_of_tasks" => Users[Text(arguments, "user_id")]?["tasks"]?.AsArray().Count == arguments["expected_number"]?.GetValue<int>(),
        "assert_notification_status" => Notifications[Text(arguments, "notification_id")]?["status"]?.GetValue<string>() == Text(arguments, "expected_status"),
        _ => throw new TauException($"the assertion {assertion} is not known"),
    };

    protected override string Run(string name, JsonObject arguments) => name switch
    {
        "create_task" => Create(arguments),
        "update_task_status" => Update(arguments),
        "get_users" => new JsonArray([.. Users.Select(user => user.Value!.DeepClone())]).ToJsonString(),
        "transfer_to_human_agents" => "Transfer successful",
        "check_notifications" => new JsonArray([.. Notifications.Select(notification => notification.Value!.DeepClone())]).ToJsonString(),
        "dismiss_notification" => Dismiss(Text(arguments, "notification_id")),
        "add_notification" => Notify(arguments),
        _ => throw new TauException($"there is no tool {name}"),
    };

    private JsonObject Tasks => Database["tasks"]!.AsObject();

    private JsonObject Users => Database["users"]!.AsObject();

    private JsonObject Notifications
    {
        get
        {
            if (UserDatabase["notifications"] is not JsonObject notifications)
            {
                UserDatabase["notifications"] = notifications = [];
            }

            return notifications;
        }
    }

    private string Create(JsonObject arguments)
    {
        string user = Text(arguments, "user_id");
        string title = Text(arguments, "title");
        if (Users[user] is not JsonObject owner)
        {
            throw new TauException($"User {user} not found");
        }

        string id = string.Create(CultureInfo.InvariantCulture, $"task_{Tasks.Count + 1}");
        var task = new JsonObject { ["task_id"] = id, ["title"] = title, ["description"] = arguments["description"]?.DeepClone(), ["status"] = Pending };
        Tasks[id] = task;
        owner["tasks"]!.AsArray().Add((JsonNode)id);
        return task.ToJsonString();
    }

    private string Update(JsonObject arguments)
    {
        string id = Text(arguments, "task_id");
        string status = Text(arguments, "status");
        if (Tasks[id] is not JsonObject task)
        {
            throw new TauException($"Task {id} not found");
        }

        if (status is not (Pending or "completed"))
        {
            throw new TauException($"{status} is no status");
        }

        task["status"] = status;
        return task.ToJsonString();
    }

    private string Notify(JsonObject arguments)
    {
        string id = Text(arguments, "notification_id");
        Notifications[id] = new JsonObject { ["notification_id"] = id, ["message"] = Text(arguments, "message"), ["task_id"] = arguments["task_id"]?.DeepClone(), ["status"] = "unread" };
        return Notifications[id]!.ToJsonString();
    }

    private string Dismiss(string id)
    {
        if (Notifications[id] is not JsonObject notification)
        {
            throw new TauException($"Notification {id} not found");
        }

        notification["status"] = "read";
        return notification.ToJsonString();
    }
}
