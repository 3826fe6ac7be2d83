using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Teams.Door;

/// <summary>What was kept and could not be done is put off, for longer each time, and given up after eight tries.</summary>
internal sealed partial class TeamsRetries(TeamsInboxMemory inbox, TimeProvider time, ILogger<TeamsRetries> log)
{
    private const int Most = 8;

    /// <summary>Raised when something was put off.</summary>
    public event Action? PutOff;

    /// <summary>Puts it off; false when it was given up.</summary>
    public async Task<bool> PutOffAsync(Exception e, string key, long attempts, CancellationToken cancel)
    {
        if (attempts + 1 < Most)
        {
            LogFailed(e, key);
            await inbox.PostponeAsync(key, time.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(2, attempts + 1)), cancel);
            PutOff?.Invoke();
            return true;
        }

        LogGivenUp(e, key, Most);
        await inbox.DoneAsync(key, cancel);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What Teams sent ({Key}) could not be done; it is tried again")]
    private partial void LogFailed(Exception e, string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "What Teams sent ({Key}) could not be done {Times} times; given up")]
    private partial void LogGivenUp(Exception e, string key, int times);
}
