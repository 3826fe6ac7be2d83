using System.Diagnostics.Metrics;

namespace ChatRuns.Bot.Hooks;

/// <summary>
/// Refuses requests that nothing lets in: all with one answer, so that nobody learns which agents there are. The reason is counted each time, and logged
/// at most once in ten seconds with how many there were, so that a flood of them does not fill the log.
/// </summary>
internal sealed partial class HookRefusals(IMeterFactory meters, ILogger<HookRefusals> log, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly Counter<long> _refused = meters.Create("ChatRuns.Hooks").CreateCounter<long>("chatruns.hooks.refused");
    private readonly Lock _lock = new();
    private DateTimeOffset _nextLine;
    private long _unsaid;

    /// <summary>401; the same answer for whatever is wrong.</summary>
    public IResult Refuse(HttpContext http, string why)
    {
        Note(http.Request.Path, why);
        return HookAnswers.Problem(StatusCodes.Status401Unauthorized, "Not let in", "The signature or secret is missing or wrong, or nothing is there to take this.");
    }

    /// <summary>401 with a reason that depends on nothing of ours but the clock.</summary>
    public IResult RefuseUntimely(HttpContext http, string why)
    {
        Note(http.Request.Path, "untimely");
        return HookAnswers.Problem(StatusCodes.Status401Unauthorized, "Too old or too new", why);
    }

    private void Note(PathString path, string why)
    {
        _refused.Add(1, KeyValuePair.Create<string, object?>("why", why));
        long before;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now < _nextLine)
            {
                _unsaid++;
                return;
            }

            (before, _unsaid, _nextLine) = (_unsaid, 0, now + Pause);
        }

        LogRefused(path, why, before);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a request to {Path}: {Why} ({Before} others since the line before)")]
    private partial void LogRefused(string path, string why, long before);
}
