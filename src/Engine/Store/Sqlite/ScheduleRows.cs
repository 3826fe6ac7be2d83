using System.Data.Common;
using ChatRuns.Journal;
using ChatRuns.Planning;

namespace ChatRuns.Store.Sqlite;

/// <summary>Events of schedules into rows of <c>schedules</c>.</summary>
internal sealed class ScheduleRows(DbConnection connection) : IDisposable
{
    private readonly Statement _set = new(connection, """
        INSERT INTO schedules (agent, trigger_name, plan, accounted_to, seq) VALUES (@agent, @trigger, @plan, @to, @seq)
        ON CONFLICT (agent, trigger_name) DO UPDATE SET plan = @plan, accounted_to = @to, seq = @seq
        """);

    private readonly Statement _account = new(connection, """
        UPDATE schedules SET accounted_to = max(accounted_to, @to), seq = @seq WHERE agent = @agent AND trigger_name = @trigger
        """);

    public void Apply(long firstSeq, IReadOnlyList<JournalEvent> events)
    {
        for (var i = 0; i < events.Count; i++) Apply((ScheduleEvent)events[i], firstSeq + i);
    }

    public void Dispose()
    {
        _set.Dispose();
        _account.Dispose();
    }

    private void Apply(ScheduleEvent happened, long seq)
    {
        switch (happened)
        {
            case ScheduleSet e:
                _set.Run(e.Agent, e.Trigger, e.Plan, e.From.ToUnixTimeMilliseconds(), seq);
                break;
            case TurnStarted e:
                Account(e.Agent, e.Trigger, e.Planned, seq);
                break;
            case TurnsSkipped e:
                Account(e.Agent, e.Trigger, e.Last, seq);
                break;
            case TurnsOverdue e:
                Account(e.Agent, e.Trigger, DateTimeOffset.UnixEpoch, seq);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Account(string agent, string trigger, DateTimeOffset to, long seq)
    {
        if (_account.Run(to.ToUnixTimeMilliseconds(), seq, agent, trigger) == 0)
            throw new InvalidOperationException($"The stream of {agent}/{trigger} begins with ScheduleSet.");
    }
}
