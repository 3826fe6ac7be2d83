using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>What Teams sent. What an invoke was answered with is kept with it, so that the same invoke once more has the same answer.</summary>
internal sealed class TeamsInboxMemory(IDatabase database, TimeProvider time) : InboxMemory(database, time, "teams")
{
    private readonly IDatabase _database = database;

    /// <summary>It is done, and was answered with this.</summary>
    public Task AnsweredAsync(string key, string answer, CancellationToken cancel) =>
        _database.WriteAsync(db => db.Execute("UPDATE inbox SET body = NULL, answer = @answer WHERE key = @key", new { key, answer }), cancel);

    /// <summary>What it was answered with; null when it was not.</summary>
    public Task<string?> FindAnswerAsync(string key, CancellationToken cancel) =>
        _database.ReadAsync(db => db.ExecuteScalar<string?>("SELECT answer FROM inbox WHERE key = @key", new { key }), cancel);
}
