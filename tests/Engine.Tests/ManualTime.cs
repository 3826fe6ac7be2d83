namespace ChatRuns.Engine.Tests;

/// <summary>A clock that only moves when told. Timers fire on the caller's thread, in order, during <see cref="Advance"/>.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start.ToUniversalTime();
    private TimeSpan _elapsed;

    public ManualTime() : this(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero)) { }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait: a test can see that somebody sleeps before it advances.</summary>
    public int Waiting { get { lock (_gate) return _timers.Count; } }

    public override DateTimeOffset GetUtcNow() { lock (_gate) return _now; }

    public override long GetTimestamp() { lock (_gate) return _elapsed.Ticks; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Time passes; timers that fall due on the way fire at their time, those that they set included.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan target;
        lock (_gate) target = _elapsed + by;
        while (TakeDue(target) is { } timer) timer.Fire();
        MoveTo(target);
    }

    /// <summary>Somebody sets the clock, forward or back: no time passes, so no timer fires.</summary>
    public void SetClock(DateTimeOffset now) { lock (_gate) _now = now.ToUniversalTime(); }

    private ManualTimer? TakeDue(TimeSpan target)
    {
        lock (_gate)
        {
            var next = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
            if (next is null) return null;
            MoveTo(next.Due > _elapsed ? next.Due : _elapsed);
            if (next.Period > TimeSpan.Zero) next.Due = _elapsed + next.Period;
            else _timers.Remove(next);
            return next;
        }
    }

    private void MoveTo(TimeSpan elapsed)
    {
        lock (_gate)
        {
            _now += elapsed - _elapsed;
            _elapsed = elapsed;
        }
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                (Due, Period) = (time._elapsed + dueTime, period);
                time._timers.Add(this);
                return true;
            }
        }

        public void Dispose() { lock (time._gate) time._timers.Remove(this); }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
