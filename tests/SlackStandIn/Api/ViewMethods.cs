using System.Text.Json.Nodes;
using ChatRuns.StandIns.Blocks;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Api;

/// <summary>views.* and blocks.validate.</summary>
internal sealed class ViewMethods(Workspace workspace, Drafts drafts)
{
    public IEnumerable<Method> All() =>
    [
        new("views.open", a => Push(a, isOpen: true)), new("views.push", a => Push(a, isOpen: false)), new("views.update", Update), new("views.publish", Publish),
        new("blocks.validate", Validate, Needs.Nothing),
    ];

    /// <summary>Puts a view on a user's stack; also for an answer with response_action push.</summary>
    public SlackOpenView Push(string user, JsonObject view)
    {
        if ((string?)view["type"] != "modal") throw new SlackError("invalid_arguments");
        if (workspace.Views.Depth(user) >= Views.MostOpen) throw new SlackError("push_limit_reached");
        var opened = workspace.Views.Push(user, workspace.NewId("V"), view, workspace.NewId("h"));
        workspace.Changed();
        return opened;
    }

    /// <summary>Puts another view in an open one's place; also for an answer with response_action update.</summary>
    public SlackOpenView Replace(SlackOpenView before, JsonObject view)
    {
        var after = before with { View = view, Hash = workspace.NewId("h"), Errors = new Dictionary<string, string>() };
        workspace.Views.Replace(after);
        workspace.Changed();
        return after;
    }

    private JsonObject Push(Arguments arguments, bool isOpen)
    {
        var user = Use(arguments.Text("trigger_id") ?? arguments.Text("interactivity_pointer") ?? throw new SlackError("invalid_arguments"));
        var view = drafts.View(arguments.Json("view", "invalid_arguments"), isOpen ? "views.open" : "views.push");
        if (isOpen) workspace.Views.Clear(user);
        return Answer(Push(user, view));
    }

    private JsonObject Update(Arguments arguments)
    {
        var before = workspace.Views.ById(arguments.Text("view_id")) ?? workspace.Views.ByExternalId(arguments.Text("external_id")) ?? throw new SlackError("not_found");
        SameHash(arguments, before);
        return Answer(Replace(before, drafts.View(arguments.Json("view", "invalid_arguments"), "views.update")));
    }

    private JsonObject Publish(Arguments arguments)
    {
        var user = arguments.Need("user_id");
        if (!workspace.People.ContainsKey(user)) throw new SlackError("user_not_found");
        var before = workspace.Views.Home(user);
        SameHash(arguments, before);
        var view = drafts.View(arguments.Json("view", "invalid_arguments"), "views.publish");
        if ((string?)view["type"] != "home") throw new SlackError("invalid_arguments");
        var id = before?.Id ?? workspace.NewId("V");
        var home = new SlackOpenView { Id = id, User = user, View = view, Hash = workspace.NewId("h"), RootId = id };
        workspace.Views.SetHome(home);
        workspace.Changed();
        return Answer(home);
    }

    private static JsonObject Validate(Arguments arguments)
    {
        var (name, found) = (arguments.Json("blocks", "invalid_blocks"), arguments.Json("message", "invalid_message"), arguments.Json("view", "invalid_view")) switch
        {
            ({ } blocks, null, null) => ("invalid_blocks", BlockCheck.OfMessage(blocks, "").Found),
            (null, { } message, null) => ("invalid_message", BlockCheck.OfMessage(message["blocks"]).Found),
            (null, null, { } view) => ("invalid_view", BlockCheck.OfView(view).Found),
            _ => throw new SlackError("invalid_arguments"),
        };
        if (found.Count == 0) return [];
        var errors = found.Select(f => new JsonObject { ["code"] = "failed_constraint", ["message"] = f.What, ["pointer"] = f.Pointer });
        return new JsonObject { ["ok"] = false, ["error"] = name, ["errors"] = new JsonArray([.. errors]) };
    }

    /// <summary>Whose trigger it is; each works once, for three seconds.</summary>
    private string Use(string id)
    {
        if (!workspace.Triggers.TryGetValue(id, out var trigger)) throw new SlackError("invalid_trigger_id");
        if (trigger.Used) throw new SlackError("exchanged_trigger_id");
        if (workspace.Now > trigger.Until) throw new SlackError("expired_trigger_id");
        trigger.Used = true;
        return trigger.User;
    }

    private static void SameHash(Arguments arguments, SlackOpenView? view)
    {
        if (arguments.Text("hash") is { Length: > 0 } hash && hash != view?.Hash) throw new SlackError("hash_conflict");
    }

    private JsonObject Answer(SlackOpenView view) => new() { ["view"] = Wire.View(workspace, view) };
}
