using ChatRuns.Journal;

namespace ChatRuns.Bot.Channels.Web;

/// <summary>What stands beside the chat on a wide screen.</summary>
internal interface ISidePanel
{
    /// <summary>What waits for this person, and what runs now. Call <see cref="WebHub.SideChanged"/> when it may have changed.</summary>
    Task<SideView> ReadAsync(Principal who, CancellationToken cancel);
}

/// <summary>The side panel's content.</summary>
/// <param name="Waiting">The first few that wait for this person, most urgent first.</param>
/// <param name="WaitingTotal">How many wait for this person in all, of the first that expire.</param>
/// <param name="Running">The first few that run now, newest first.</param>
/// <param name="RunningTotal">How many run in all.</param>
internal sealed record SideView(IReadOnlyList<SideItem> Waiting, int WaitingTotal, IReadOnlyList<SideItem> Running, int RunningTotal);

/// <summary>One row of the side panel.</summary>
/// <param name="Title">"Archive report-2024.csv".</param>
/// <param name="Detail">"Tidy downloads · #1043"; plain text, shown as it is.</param>
/// <param name="Line">What is said when it is pressed: "/run 1043".</param>
/// <param name="At">Since when, or until when; null for none.</param>
internal sealed record SideItem(string Title, string Detail, string Line, DateTimeOffset? At = null);
