using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Channels.Teams.Talk;

namespace ChatRuns.Bot.Channels.Teams.Door;

/// <summary>
/// What an invoke is answered with when its own answer would come too late: words in the shape that its name asks for. They promise only what is
/// kept: what was pressed or sent goes on; what only shows something has to be asked for again.
/// </summary>
internal static class LateAnswers
{
    private const string Working = "Working on it… The card shows when it is done. If it can't be done, I tell you in a message.";
    private const string Again = "This takes longer than usual. Try again in a minute.";

    /// <summary>The answer in place of its own.</summary>
    public static InvokeAnswer To(TeamsActivity activity) => activity.Name switch
    {
        "adaptiveCard/action" => new InvokeAnswer.Body(TeamsInvoke.Message(IsRefresh(activity) ? Again : Working)),
        "task/submit" or "composeExtension/submitAction" => new InvokeAnswer.Body(TeamsInvoke.DialogMessage(Working)),
        "task/fetch" or "composeExtension/fetchTask" => new InvokeAnswer.Body(TeamsInvoke.DialogMessage(Again)),
        "application/search" => new InvokeAnswer.Body(TeamsInvoke.Choices([])),
        "composeExtension/query" => new InvokeAnswer.Body(TeamsInvoke.ResultsMessage(Again)),
        // A link that is not unfolded stays a link.
        "composeExtension/queryLink" or "composeExtension/anonymousQueryLink" => new InvokeAnswer.Body(TeamsInvoke.Results([])),
        _ => new InvokeAnswer.Nothing(),
    };

    /// <summary>Whether somebody did something whose outcome they are to learn, and did not only look.</summary>
    public static bool IsDeed(TeamsActivity activity) => activity.Name switch
    {
        "adaptiveCard/action" => !IsRefresh(activity),
        "task/submit" or "composeExtension/submitAction" or "fileConsent/invoke" => true,
        _ => false,
    };

    private static bool IsRefresh(TeamsActivity activity) => TeamsPress.Read(activity.Value) is { Verb: TeamsVerbs.Refresh };
}
