namespace ChatRuns.Tools.Files;

/// <summary>Says what the file system refused, in people's words, with the path that they gave and what to do about it.</summary>
internal static class FileTrouble
{
    private const int NoEntry = 2;
    private const int Exists = 17;
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int NameTooLong = 36;
    private const int OverQuota = 122;
    private const int WindowsNoSpace = unchecked((int)0x80070070);

    /// <summary>Runs file work, and turns what the file system throws into a <see cref="ToolException"/>.</summary>
    public static async Task<T> TellAsync<T>(Spot spot, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolFault.Failed, Say(spot, e));
        }
    }

    public static ToolException Missing(Spot spot) => new(ToolFault.Failed, $"There is no file '{OutsideText.Visible(spot.Path)}'.");

    private static string Say(Spot spot, Exception e)
    {
        var path = OutsideText.Visible(spot.Path);
        return e switch
        {
            UnauthorizedAccessException => $"'{path}': the bot's user may not do that. Check the permissions of the file and its folder.",
            FileNotFoundException or DirectoryNotFoundException or { HResult: NoEntry } => $"There is no '{path}', or its folder is missing.",
            { HResult: NoSpace or OverQuota or WindowsNoSpace } => $"'{path}': no room is left on the disk that this needs; nothing was changed. Free some space and try again.",
            { HResult: ReadOnly } => $"'{path}' is on a disk that is mounted read-only.",
            { HResult: NameTooLong } or PathTooLongException => $"The name of '{path}' is too long for its disk.",
            { HResult: Exists } => $"'{path}' exists already.",
            _ => $"'{path}': {Reason(e)}",
        };
    }

    /// <summary>The system's own words, without the path in them: it is the held one, which means nothing to people.</summary>
    public static string Reason(Exception e)
    {
        var at = e.Message.IndexOf(" : '", StringComparison.Ordinal);
        var reason = at < 0 ? e.Message : e.Message[..at];
        return reason.Contains("/proc/", StringComparison.Ordinal)
            ? "the file system refused it."
            : OutsideText.Visible(reason.TrimEnd('.')) + ".";
    }
}
