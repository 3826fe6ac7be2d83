namespace ChatRuns.Planning;

/// <summary>Wakes one sleeper. It never decides what is owed: it may ring early, late, or for no reason.</summary>
public interface IAlarm
{
    /// <summary>
    /// Returns at a time, when poked, or early; at once when poked since the last call. Never sleeps for more than half a minute:
    /// a clock that was set or a machine that slept tells nobody. One sleeper at a time.
    /// </summary>
    Task WaitAsync(DateTimeOffset until, CancellationToken cancel);

    /// <summary>Wakes the sleeper, or the next one, because something has changed. From any thread.</summary>
    void Poke();
}
