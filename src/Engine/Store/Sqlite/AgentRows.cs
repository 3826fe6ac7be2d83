using System.Data.Common;
using ChatRuns.Agents;
using ChatRuns.Journal;

namespace ChatRuns.Store.Sqlite;

/// <summary>Events of agents into rows of <c>agents</c> and <c>mutes</c>.</summary>
internal sealed class AgentRows(DbConnection connection) : IDisposable
{
    private readonly Statement _seen = new(connection, """
        INSERT INTO agents (name, seq) VALUES (@name, @seq) ON CONFLICT (name) DO UPDATE SET seq = @seq
        """);

    private readonly Statement _publish = new(connection, """
        UPDATE agents SET version = @version, blob = @blob, removed = 0 WHERE name = @name
        """);

    private readonly Statement _pause = new(connection, """
        UPDATE agents SET paused = @paused, paused_by = @by_key, paused_by_name = @by_name, paused_at = @at, paused_reason = @reason
        WHERE name = @name
        """);

    private readonly Statement _unpause = new(connection, """
        UPDATE agents SET paused = 0, paused_by = NULL, paused_by_name = NULL, paused_at = NULL, paused_reason = NULL WHERE name = @name
        """);

    private readonly Statement _override = new(connection, """
        INSERT INTO overrides (agent, field, pending, value, by_key, by_name, at, reason)
        VALUES (@agent, @field, @pending, @value, @by_key, @by_name, @at, @reason)
        ON CONFLICT (agent, field, pending) DO UPDATE SET value = @value, by_key = @by_key, by_name = @by_name, at = @at, reason = @reason
        """);

    private readonly Statement _drop = new(connection, "DELETE FROM overrides WHERE agent = @agent AND field = @field AND pending = @pending");

    private readonly Statement _remove = new(connection, "UPDATE agents SET removed = 1 WHERE name = @name");

    private readonly Statement _mute = new(connection, """
        INSERT INTO mutes (agent, fingerprint, until, by_key, by_name, at, reason)
        VALUES (@agent, @fingerprint, @until, @by_key, @by_name, @at, @reason)
        ON CONFLICT (agent, fingerprint) DO UPDATE SET until = @until, by_key = @by_key, by_name = @by_name, at = @at, reason = @reason
        """);

    public void Apply(string stream, long firstSeq, long at, IReadOnlyList<JournalEvent> events)
    {
        if (!stream.StartsWith("agent/", StringComparison.Ordinal))
            throw new InvalidOperationException($"{stream} is not the stream of an agent.");
        var name = stream["agent/".Length..];
        _seen.Run(name, firstSeq + events.Count - 1);
        foreach (var happened in events) Apply(name, (AgentEvent)happened, at);
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _seen, _publish, _pause, _unpause, _override, _drop, _remove, _mute }) statement.Dispose();
    }

    private void Apply(string name, AgentEvent happened, long at)
    {
        switch (happened)
        {
            case AgentPublished e:
                _publish.Run(e.Version, e.Blob, name);
                break;
            case AgentPaused e:
                _pause.Run(1, e.By.Key, e.By.Name, at, e.Reason, name);
                break;
            case AgentResumed e:
                _pause.Run(0, e.By.Key, e.By.Name, at, null, name);
                break;
            case AgentOverridden e:
                _override.Run(name, e.Field, 0, e.Value, e.By.Key, e.By.Name, at, e.Reason);
                _drop.Run(name, e.Field, 1);
                break;
            case OverrideProposed e:
                _override.Run(name, e.Field, 1, e.Value, e.By.Key, e.By.Name, at, e.Reason);
                break;
            case OverrideRefused e:
                _drop.Run(name, e.Field, 1);
                break;
            case AgentReset e:
                foreach (var field in e.Fields) Reset(name, field);
                break;
            case AgentRemoved:
                _remove.Run(name);
                break;
            case ProposalMuted e:
                _mute.Run(name, e.Fingerprint, e.Until?.ToUnixTimeMilliseconds(), e.By.Key, e.By.Name, at, e.Reason);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Reset(string name, string field)
    {
        if (field == Overrides.Pause)
        {
            _unpause.Run(name);
            return;
        }

        _drop.Run(name, field, 0);
        _drop.Run(name, field, 1);
    }
}
