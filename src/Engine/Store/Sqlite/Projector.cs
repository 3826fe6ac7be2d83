using System.Data.Common;
using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// From events to the rows that lists are read from: the same code for an event that has just happened and for the whole
/// journal when projections are made anew.
/// </summary>
internal sealed class Projector : IDisposable
{
    private readonly DailyRows _daily;
    private readonly UsageRows _usage;
    private readonly RunRows _runs;
    private readonly ActionRows _actions;
    private readonly AgentRows _agents;
    private readonly ScheduleRows _schedules;
    private readonly BulkRows _bulks;
    private readonly DeletedRows _deleted;
    private readonly RestRows _rests;

    public Projector(DbConnection connection)
    {
        _daily = new(connection);
        _usage = new(connection);
        _runs = new(connection, _daily, _usage);
        _actions = new(connection, _daily);
        _agents = new(connection);
        _schedules = new(connection);
        _bulks = new(connection);
        _deleted = new(connection, _runs, _daily, _usage);
        _rests = new(connection);
    }

    /// <summary>What is deleted, for who deletes.</summary>
    public DeletedRows Deleted => _deleted;

    /// <summary>Events of one stream that follow one another and happened at one time.</summary>
    public void Apply(string stream, long firstSeq, long at, IReadOnlyList<JournalEvent> events)
    {
        switch (events[0])
        {
            case LogWritten:
                break;
            case RunEvent:
                _runs.Apply(stream, at, events);
                break;
            case ActionEvent:
                _actions.Apply(stream, at, events);
                break;
            case AgentEvent:
                _agents.Apply(stream, firstSeq, at, events);
                break;
            case ScheduleEvent:
                _schedules.Apply(firstSeq, events);
                break;
            case BulkEvent:
                _bulks.Apply(stream, at, events);
                break;
            case AdminEvent:
                foreach (var gone in events.OfType<RunDeleted>()) _deleted.Apply(gone, at);
                foreach (var happened in events) _rests.Apply(happened, at);
                break;
            case FreezeEvent:
                foreach (var happened in events) _rests.Apply(happened, at);
                break;
            case AccessEvent or AlertEvent:
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public void Dispose()
    {
        _runs.Dispose();
        _actions.Dispose();
        _agents.Dispose();
        _schedules.Dispose();
        _bulks.Dispose();
        _deleted.Dispose();
        _usage.Dispose();
        _rests.Dispose();
        _daily.Dispose();
    }
}
