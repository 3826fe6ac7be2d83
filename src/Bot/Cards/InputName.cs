namespace ChatRuns.Bot.Cards;

/// <summary>
/// Ids of inputs are unique in a card, as Adaptive Cards ask for: "reason@1042.1". What a button sends is named without what stands
/// after the last @: "reason". Each channel drops it when it reads a press; <see cref="HtmlCard"/> does when it draws.
/// </summary>
internal static class InputName
{
    /// <summary>The id of an input of one action's form.</summary>
    public static string Make(string name, string of) => $"{name}@{of}";

    /// <summary>The name under which the value of an input is sent.</summary>
    public static string Of(string id) => id.LastIndexOf('@') is > 0 and var at ? id[..at] : id;
}
