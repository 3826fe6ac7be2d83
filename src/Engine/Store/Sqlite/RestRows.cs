using System.Data.Common;
using ChatRuns.Journal;

namespace ChatRuns.Store.Sqlite;

/// <summary>What rests at present, so that a start knows it without reading what was ever stopped: holds of a restored store, and freezes.</summary>
internal sealed class RestRows(DbConnection connection) : IDisposable
{
    private readonly Statement _set = new(connection, """
        INSERT INTO rests (scope, by_key, by_name, reason, at, until) VALUES (@scope, @by_key, @by_name, @reason, @at, @until)
        ON CONFLICT (scope) DO UPDATE SET by_key = @by_key, by_name = @by_name, reason = @reason, at = @at, until = @until
        """);

    private readonly Statement _end = new(connection, "DELETE FROM rests WHERE scope = @scope");

    public void Apply(JournalEvent happened, long at)
    {
        switch (happened)
        {
            case WorkHeld e:
                _set.Run(RestRow.Work, Principal.System.Key, Principal.System.Name, e.Why, at, null);
                break;
            case WorkReleased:
                _end.Run(RestRow.Work);
                break;
            case Frozen e:
                _set.Run(e.Scope, e.By.Key, e.By.Name, e.Reason, at, e.Until?.ToUnixTimeMilliseconds());
                break;
            case Unfrozen e:
                _end.Run(e.Scope);
                break;
            default:
                break;
        }
    }

    public void Dispose()
    {
        _set.Dispose();
        _end.Dispose();
    }
}
