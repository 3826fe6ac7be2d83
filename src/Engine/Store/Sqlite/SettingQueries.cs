using System.Data.Common;

namespace ChatRuns.Store.Sqlite;

/// <summary>What is kept of schedules, agents and mutes.</summary>
internal static class SettingQueries
{
    public static List<ScheduleRow> Schedules(DbConnection connection) => connection.All(
        "SELECT agent, trigger_name, plan, accounted_to, seq FROM schedules ORDER BY agent, trigger_name",
        row => new ScheduleRow(row.Text(0), row.Text(1), row.Text(2), row.Time(3), row.GetInt64(4)));

    public static List<AgentRow> Agents(DbConnection connection) => connection.All(
        "SELECT name, version, blob, removed, paused, paused_by, paused_by_name, paused_at, paused_reason, seq FROM agents ORDER BY name",
        row => new AgentRow
        {
            Name = row.Text(0),
            Version = row.TextOrNull(1),
            Blob = row.TextOrNull(2),
            IsRemoved = row.Truth(3),
            Paused = row.Truth(4) ? new(row.Text(5), row.Text(6), row.Time(7), row.TextOrNull(8)) : null,
            IsResumedInChat = !row.Truth(4) && row.TimeOrNull(7) is not null,
            ResumedByName = row.Truth(4) ? null : row.TextOrNull(6),
            Seq = row.GetInt64(9),
        });

    public static List<OverrideRow> AllOverrides(DbConnection connection) => connection.All(
        "SELECT agent, field, pending, value, by_key, by_name, at, reason FROM overrides ORDER BY agent, field, pending",
        row => new OverrideRow(row.Text(0), row.Text(1), row.Truth(2), row.Text(3), row.Text(4), row.Text(5), row.Time(6), row.TextOrNull(7)));

    public static List<RestRow> Rests(DbConnection connection) => connection.All(
        "SELECT scope, by_key, by_name, reason, at, until FROM rests ORDER BY at, scope",
        row => new RestRow(row.Text(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.Time(4), row.TimeOrNull(5)));

    public static MuteRow? FindMute(DbConnection connection, string agent, string fingerprint)
    {
        using var select = new Statement(connection, """
            SELECT until, by_key, by_name, at, reason FROM mutes WHERE agent = @agent AND fingerprint = @fingerprint
            """);
        using var row = select.Read(agent, fingerprint);
        return row.Read() ? new(row.TimeOrNull(0), row.Text(1), row.Text(2), row.Time(3), row.TextOrNull(4)) : null;
    }
}
