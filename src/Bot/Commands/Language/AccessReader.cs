using ChatRuns.Actions;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Reads <c>/access @mia approver tag:finance</c>, <c>/access remove …</c>, <c>/access @mia</c>, <c>/access claim CODE</c>.</summary>
internal sealed class AccessReader
{
    private static readonly Phrases<Role> Roles = new Phrases<Role>()
        .Add(Role.Viewer, "viewer", "viewers", "view", "reader")
        .Add(Role.Auditor, "auditor", "auditors", "audit")
        .Add(Role.Operator, "operator", "operators", "operate")
        .Add(Role.Approver, "approver", "approvers", "approve")
        .Add(Role.Admin, "admin", "admins", "administrator");

    private static readonly Phrases<AccessVerb> Verbs = new Phrases<AccessVerb>()
        .Add(AccessVerb.Remove, "remove", "revoke", "take", "take away", "delete", "drop")
        .Add(AccessVerb.Grant, "grant", "give", "add", "allow", "set")
        .Add(AccessVerb.Claim, "claim", "code")
        .Add(AccessVerb.Show, "show", "of", "why")
        .Add(AccessVerb.List, "list", "all");

    private static readonly Phrases<string> Everything = new Phrases<string>()
        .Add("everything", "everything", "everywhere", "all", "all agents", "any", "in all");

    private static readonly Phrases<string> Fillers = new Phrases<string>().Add("", "as", "is", "the", "a", "an", "role", "for", "to", "from", "in", "on", "of");

    private readonly Words line;
    private readonly Words typed;
    private readonly Reading reading;

    /// <summary>Of the words after the verb.</summary>
    public AccessReader(Words words, Reading reading) => (typed, line, this.reading) = (words, words.ForFilter(), reading);

    /// <summary>The command, or the problem.</summary>
    public Command Read()
    {
        if (line.Count == 0) return new AccessCommand();
        if (line.Key(0) == "page") return Page();
        var (count, verbs) = Verbs.Match(line, 0);
        var verb = count > 0 ? verbs[0] : AccessVerb.Show;
        if (verb == AccessVerb.Claim) return Claim();
        if (verb == AccessVerb.List) return count == line.Count ? new AccessCommand() : TooMuch(count, "/access");
        var at = Skip(count);
        if (new WhoReader(line, reading).Read(at) is not { } who)
            return new Wrong($"Whose roles? Write a name after {Spelling.Show(line.Typed(0, line.Count))}.", 0, line.Count, "/access").In(line);
        return who.Wrong is { } wrong ? wrong.In(line) : ReadRole(verb, who.Value!, Skip(at + who.Count));
    }

    private Command ReadRole(AccessVerb verb, Named who, int at)
    {
        var show = $"/access {Spelling.Quote(who.Key)}";
        if (at >= line.Count)
            return verb is AccessVerb.Show
                ? new AccessCommand(AccessVerb.Show, who)
                : new Wrong("Which role? There is viewer, auditor, operator, approver and admin.", 0, line.Count, show).In(line);
        var (count, roles) = Roles.Match(line, at);
        if (count == 0)
        {
            var near = Roles.Near(line, at).Select(one => (one.Count, Roles.Canonical(one.Meaning))).ToList();
            var unknown = Wrong.Unknown(line, at, "role", near, "There is viewer, auditor, operator, approver and admin.");
            return (near.Count > 0 ? unknown : unknown with { Fixes = [show] }).In(line);
        }

        return ReadScope(verb == AccessVerb.Remove ? verb : AccessVerb.Grant, who, roles[0], Skip(at + count));
    }

    private Command ReadScope(AccessVerb verb, Named who, Role role, int at)
    {
        if (at >= line.Count || (Everything.Match(line, at).Count is > 0 and var all && at + all == line.Count))
            return new AccessCommand(verb, who, role, GrantScope.Everything);
        var key = line.Key(at);
        var start = key is "tag" or "agent" && at + 1 < line.Count ? at + 1 : at;
        var (count, scope) = Scope(key, start);
        // What is not there any more can still be taken back.
        if (scope is null && verb == AccessVerb.Remove && start > at)
            (count, scope) = (1, key == "tag" ? GrantScope.OfTag(line[start].Raw) : GrantScope.OfAgent(line[start].Raw));
        if (scope is null) return UnknownScope(verb, who, role, key, at, start).In(line);
        return start + count == line.Count
            ? new AccessCommand(verb, who, role, scope)
            : TooMuch(start + count, AccessCommand.ToLine(verb, who.Key, role, scope));
    }

    private (int Count, GrantScope? Scope) Scope(string key, int at)
    {
        var tags = reading.Vocabulary.Tags.MatchQuotedToo(line, at);
        var agents = AgentReader.Match(line, at, reading.Vocabulary);
        if (key != "agent" && tags.Count > 0 && (key == "tag" || agents.Count == 0)) return (tags.Count, GrantScope.OfTag(tags.Meanings[0]));
        return key != "tag" && agents.Found is [_] && (tags.Count == 0 || key == "agent")
            ? (agents.Count, GrantScope.OfAgent(agents.Found[0].Name))
            : (0, null);
    }

    private Wrong UnknownScope(AccessVerb verb, Named who, Role role, string key, int at, int start)
    {
        string Line(GrantScope scope) => AccessCommand.ToLine(verb, who.Key, role, scope);
        var agents = key == "tag" ? [] : AgentReader.Match(line, start, reading.Vocabulary).Found.Select(a => a.Name)
            .Concat(reading.Vocabulary.Phrases.Near(line, start, k => k.Kind == KnownKind.Agent).Select(n => n.Meaning.Name)).Select(GrantScope.OfAgent);
        var tags = key == "agent" ? [] : reading.Vocabulary.Tags.Match(line, start).Meanings
            .Concat(reading.Vocabulary.Tags.Near(line, start).Select(n => n.Meaning)).Select(GrantScope.OfTag);
        var near = agents.Concat(tags).Distinct().Take(3).ToList();
        var what = key is "tag" or "agent" ? $"{key} " : "";
        var unknown = $"I don't know the {(what.Length > 0 ? what : "agent or tag ")}{Spelling.Show(line.Typed(start, 1))}.";
        return near.Count > 0
            ? new($"{unknown} Did you mean {string.Join(" or ", near.Select(s => Spelling.Show(s.ToString())))}?", at, line.Count - at, [.. near.Select(Line)])
            : new($"{unknown} A role counts for tag:NAME, agent:NAME, or everywhere when nothing follows it.", at, line.Count - at, Line(GrantScope.Everything));
    }

    private Command Page() => line.Count == 2 && Lengths.TryNumber(line.Key(1), out var page) && page is >= 1 and < int.MaxValue
        ? new AccessCommand(Page: page)
        : new Wrong($"{Spelling.Show(line.Typed(0, line.Count))}: pages are counted from 1.", 0, line.Count, "/access").In(line);

    private Command Claim()
    {
        var code = string.Concat(Enumerable.Range(1, Math.Max(0, typed.Count - 1)).Select(at => typed[at].Raw));
        return code.Length is > 0 and <= 100
            ? new AccessCommand(AccessVerb.Claim, Code: code)
            : new Wrong("Write the one-time code after `claim`. Whoever runs the bot prints one with the program's verb admin-code.", 0, 1).In(typed);
    }

    private ParseProblem TooMuch(int at, string instead) =>
        new Wrong($"I don't know what {Spelling.Show(line.Typed(at, line.Count - at))} means here.", at, line.Count - at, instead).In(line);

    private int Skip(int at)
    {
        while (at < line.Count && Fillers.Match(line, at).Count is > 0 and var skipped) at += skipped;
        return at;
    }
}
