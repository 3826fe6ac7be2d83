namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>For whom and how a card is drawn.</summary>
internal sealed record TeamsView
{
    /// <summary>Most people that one card is refreshed for.</summary>
    public const int RefreshMost = 60;

    /// <summary>Whether this person may decide; buttons of decisions are drawn only then. Who presses one is judged again.</summary>
    public bool MayDecide { get; init; }

    /// <summary>What the card shows, such as "actions/1042"; null for a still card.</summary>
    public string? Subject { get; init; }

    /// <summary>Of a dialog: what the card shows that it was opened from; null where nobody knows. A card shows its subject.</summary>
    public string? Shows { get => field ?? Subject; init; }

    /// <summary>
    /// Ids ("29:…") of the people who get a view of their own as soon as they see the card; those after the first sixty do not. Without any
    /// the card asks for nothing, as one without ids would ask for everybody in a small chat.
    /// </summary>
    public IReadOnlyList<string> RefreshFor { get; init; } = [];

    /// <summary>Directory (tenant) of those who see it, whose people are shown with their pictures; empty where it may be several.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>Name of the try to post it, which its buttons and its refresh say; null where nobody wants to know.</summary>
    public string? Attempt { get; init; }

    /// <summary>Whether links may lead to http addresses: on one machine only.</summary>
    public bool AllowsHttp { get; init; }

    /// <summary>Whether clients that do not know Action.Execute get an Action.Submit instead.</summary>
    public bool HasFallback { get; init; } = true;

    /// <summary>Whether long paths in its prose are shortened.</summary>
    internal bool ShortensPaths { get; init; }

    /// <summary>Whether it is drawn as short as it can be said: tables without the lines below their entries.</summary>
    internal bool IsTight { get; init; }

    /// <summary>Whether it stands in a dialog, which sends by Action.Submit alone.</summary>
    internal bool IsDialog { get; init; }

    /// <summary>Where the forms of buttons open.</summary>
    public TeamsForms Forms { get; init; }

    /// <summary>Page that shows the whole, for what did not fit; addresses of our own are completed by it. Null when nobody knows our address.</summary>
    public Uri? Page { get; init; }
}

/// <summary>Where the forms of buttons open.</summary>
internal enum TeamsForms
{
    /// <summary>In the card.</summary>
    Inline,

    /// <summary>In the card, or in dialogs where it would be too long for Teams.</summary>
    DialogWhenTight,

    /// <summary>In dialogs: the button sends task/fetch.</summary>
    Dialog,
}
