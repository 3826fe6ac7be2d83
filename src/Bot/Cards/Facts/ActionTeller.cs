using ChatRuns.Actions;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>
/// Tells proposed actions as facts of a card: what will run from the stored arguments, complete or with Review in place of Approve,
/// and what became of it.
/// </summary>
internal static class ActionTeller
{
    /// <summary>Most characters of arguments beside which Approve may stand in a list.</summary>
    public const int MostInList = 1500;

    /// <summary>Most characters of arguments that a card of one action shows.</summary>
    public const int MostAlone = 60_000;

    /// <summary>Most characters of a reason in a list.</summary>
    public const int MostReason = 600;

    /// <summary>One action.</summary>
    /// <param name="action">As it stands.</param>
    /// <param name="schema">The tool's JSON Schema, for the form of Edit; null where it is not known.</param>
    /// <param name="isAlone">Whether the card shows this action only, so that long arguments are shown whole.</param>
    public static ActionItem Tell(ProposedAction action, string? schema, bool isAlone)
    {
        var (arguments, isCut) = Arguments(action, isAlone ? MostAlone : MostInList);
        var isOpen = action.Status == ActionStatus.Open;
        var isOnce = IsIrreversible(action);
        Outside? reason = action.Proposed.Reason is { Length: > 0 } claimed ? Outside.Block(claimed, isAlone ? MostAlone : MostReason) : null;
        var itself = new Carried($"/run {action.Id.Run} actions {action.Id}");
        var review = isOpen && isCut && !isAlone ? itself : null;
        return new()
        {
            Ordinal = action.Id.Ordinal,
            Id = action.Id.ToString(),
            Digest = action.Digest,
            Headline = Outside.Line(action.Headline ?? action.Proposed.Tool),
            Tool = Outside.Line(action.Proposed.Tool),
            Target = Outside.LineOrNull(action.Proposed.Target),
            Arguments = arguments,
            Cut = !isCut ? null : isAlone ? "The arguments are too long to be shown whole, so they cannot be approved here."
                : "The arguments are longer than fits here. Review shows them whole.",
            Facts = Told.Weight(action),
            Edited = ActionOutcome.TellEdit(action),
            Warning = isOnce && isOpen ? "This cannot be undone." : null,
            Reason = reason,
            ReasonWhole = !isAlone && review is null && reason is { IsCut: true } ? itself : null,
            ReasonLabel = action.EditedBy is null ? null : "Why, of the proposal before the edit: ",
            Status = StatusLook.Of(action.Status),
            Decided = ActionOutcome.Tell(action),
            Note = isOpen ? ActionOutcome.TellOpen(action) : null,
            CanApprove = isOpen && !isCut && !isOnce,
            CanApproveOnce = isOpen && !isCut && isOnce,
            Review = review,
            CanReject = isOpen,
            Fields = isOpen && !isCut && schema is not null ? FormReader.OfArguments(schema, action.Arguments, action.Id.ToString()) : [],
            CanUndo = action is { Status: ActionStatus.Succeeded, Undo: not null, Proposed.Undoes: null },
            CanRetry = action.Status == ActionStatus.Failed,
            IsUnknown = action.Status == ActionStatus.Unknown,
        };
    }

    /// <summary>The card of a run's actions.</summary>
    /// <param name="run">The run's number.</param>
    /// <param name="agent">Title of the run or its agent.</param>
    /// <param name="actions">Those to show, in order; one that stands alone is shown whole.</param>
    /// <param name="schemaOf">A tool's JSON Schema by its name; null where it is not known.</param>
    /// <param name="isAlone">Whether one action was asked for.</param>
    /// <param name="all">All actions of the run, where those shown are the first of them: the head counts these; null for the same.</param>
    public static ActionsFacts Tell(
        long run, string agent, IReadOnlyList<ProposedAction> actions, Func<string, string?> schemaOf, bool isAlone = false, IReadOnlyList<ProposedAction>? all = null)
    {
        var items = actions.Select(action => Tell(action, schemaOf(action.Proposed.Tool), isAlone)).ToList();
        all ??= actions;
        var open = all.Where(action => action.Status == ActionStatus.Open).ToList();
        var proposed = all.Count(action => action.Proposed.Undoes is null);
        var count = Words.Count(proposed, "action");
        var isTest = all.Count > 0 && all.All(action => action.Status == ActionStatus.Preview);
        return new()
        {
            Run = run,
            Agent = Outside.Line(agent),
            Says = proposed == 0 ? "took an action back" : isTest ? $"would propose {count}" : open.Count > 0 ? $"proposes {count}" : $"proposed {count}",
            Style = isTest ? "emphasis" : open.Count > 0 ? "accent" : ActionOutcome.Style(all),
            Expires = open.Count > 0 ? open.Min(action => action.Proposed.ExpiresAt) : null,
            Who = open.Count > 0 ? Who(open[0].Proposed.Rule) : null,
            IsTest = isTest,
            Items = items,
            ApproveThese = Many("Approve these", items.Where(item => item.CanApprove)),
            RejectAll = Many("Reject these", items.Where(item => item.CanReject)),
        };
    }

    /// <summary>High risk without a way back: asked for once more, and never approved with others.</summary>
    public static bool IsIrreversible(ProposedAction action) => action.Risk == Risk.High && !action.Proposed.CanUndo;

    // What will run has the room; what was proposed is shown beside it as far as it fits on a line.
    private static (List<ActionArgument> Arguments, bool IsCut) Arguments(ProposedAction action, int most)
    {
        var changes = ArgumentChange.Between(action.Proposed.Arguments, action.Arguments).ToDictionary(change => change.Name);
        var told = new List<ActionArgument>();
        var isCut = false;
        foreach (var argument in action.Arguments.EnumerateObject())
        {
            isCut |= most <= 0;
            if (most <= 0) break;
            var was = changes.GetValueOrDefault(argument.Name) is { } change ? Was(change) : null;
            var shown = new ActionArgument(Outside.Line(argument.Name, 200), Outside.Block(ArgumentChange.Plain(argument.Value), most), was);
            isCut |= shown.Value.IsCut || shown.Name.IsCut;
            most -= shown.Name.Text.Length + shown.Value.Text.Length;
            told.Add(shown);
        }

        told.AddRange(changes.Values.Where(change => change.After is null)
            .Select(change => new ActionArgument(Outside.Line(change.Name, 200), Outside.Own("not given any more"), Was(change))));
        return (told, isCut);
    }

    private static Outside Was(ArgumentChange change) => change.Before is { } before ? Outside.Line(before) : Outside.Own("not given");

    private static Phrase Who(ApprovalRule rule)
    {
        var names = rule.Approvers.Count == 0 ? "admins" : Phrase.From([.. rule.Approvers.SelectMany(Named).Skip(1)]);
        var but = Eligibility.ShutsOutStarter(rule) ? ", not who started the run" : "";
        return Phrase.Of($"Who may decide: {names}").Then($"{but} · ").Then("needs " + Words.Count(rule.Required, "approval"));
    }

    // Beside roles and groups a rule names people by their keys.
    private static IEnumerable<Span> Named(string approver) =>
        [new(Outside.Own(", ")), new(Outside.Line(approver), Person: approver.Split('/').Length == 3 ? new(approver) : null)];

    private static ManyActions? Many(string verb, IEnumerable<ActionItem> items)
    {
        var several = items.Select(item => $"{item.Id}:{item.Digest}").ToList();
        return several.Count < 2 ? null : new($"{verb} {several.Count}", several);
    }
}
