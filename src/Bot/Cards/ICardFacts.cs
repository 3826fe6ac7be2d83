namespace ChatRuns.Bot.Cards;

/// <summary>The facts of one card: everything that its template binds. One record per file in cards/.</summary>
internal interface ICardFacts
{
    /// <summary>The template's name, such as "actions".</summary>
    static abstract string Template { get; }

    /// <summary>The card's accessible name: "Site check failed, run 1042".</summary>
    string CardTitle { get; }
}
