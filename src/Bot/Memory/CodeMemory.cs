using ChatRuns.Journal;
using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>One-time codes, known by their hash only, and who entered wrong ones.</summary>
internal sealed class CodeMemory(IDatabase database)
{
    /// <summary>Keeps a code; those before it that are for the same, and for the same person, stop working.</summary>
    /// <param name="purpose">"admin" or "link".</param>
    /// <param name="hash">Of the code, and of what it is for.</param>
    /// <param name="givenTo">Who asked for it; null where it was printed to whoever owns the machine.</param>
    /// <param name="now">The moment.</param>
    /// <param name="expires">When it stops working.</param>
    /// <param name="cancel">Stops it.</param>
    public Task AddAsync(string purpose, string hash, Principal? givenTo, DateTimeOffset now, DateTimeOffset expires, CancellationToken cancel) => database.WriteAsync(db =>
    {
        var values = new
        {
            purpose,
            hash,
            givenTo = givenTo?.Key,
            givenName = givenTo?.Name,
            at = now.ToUnixTimeMilliseconds(),
            until = expires.ToUnixTimeMilliseconds(),
            before = now.AddDays(-30).ToUnixTimeMilliseconds(),
        };
        db.Execute("DELETE FROM one_time_codes WHERE created_at < @before", values);
        db.Execute("UPDATE one_time_codes SET expires_at = @at WHERE purpose = @purpose AND given_to IS @givenTo AND used_at IS NULL AND expires_at > @at", values);
        return db.Execute(
            """
            INSERT INTO one_time_codes (purpose, hash, given_to, given_name, created_at, expires_at)
            VALUES (@purpose, @hash, @givenTo, @givenName, @at, @until)
            """, values);
    }, cancel);

    /// <summary>
    /// Looks at a code, and uses it up where <paramref name="use"/> says so, or counts a wrong one, in one step: two people with the same
    /// code cannot both be right. Who has entered <paramref name="mostWrong"/> wrong ones of any kind within <paramref name="window"/> is
    /// refused whatever they enter.
    /// </summary>
    public Task<EnteredCode> EnterAsync(
        string hash, string principal, bool use, int mostWrong, TimeSpan window, DateTimeOffset now, CancellationToken cancel) =>
        database.WriteAsync(db =>
        {
            var at = now.ToUnixTimeMilliseconds();
            db.Execute("DELETE FROM wrong_codes WHERE at <= @before", new { before = (now - window).ToUnixTimeMilliseconds() });
            var wrong = db.ExecuteScalar<long>("SELECT count(*) FROM wrong_codes WHERE principal = @principal", new { principal });
            if (wrong >= mostWrong) return new(CodeState.TooManyWrong, null);
            const string find = """
                SELECT given_to AS GivenTo, given_name AS GivenName, used_at IS NULL AND expires_at > @at AS Works FROM one_time_codes WHERE hash = @hash
                """;
            if (db.QuerySingleOrDefault<CodeRow>(find, new { hash, at }) is { } row)
            {
                if (row.Works && use) db.Execute("UPDATE one_time_codes SET used_at = @at, used_by = @principal WHERE hash = @hash", new { at, principal, hash });
                return new EnteredCode(row.Works ? CodeState.Right : CodeState.Over, row.Person);
            }

            db.Execute("INSERT INTO wrong_codes (principal, at) VALUES (@principal, @at)", new { principal, at });
            return new EnteredCode(wrong + 1 >= mostWrong ? CodeState.TooManyWrong : CodeState.Wrong, null);
        }, cancel);

    private sealed record CodeRow
    {
        public string? GivenTo { get; init; }

        public string? GivenName { get; init; }

        public required bool Works { get; init; }

        public Principal? Person => GivenTo?.Split('/', 3) is [var platform, var tenant, var id] ? new(platform, tenant, id, GivenName!) : null;
    }
}

/// <summary>What became of an entered code.</summary>
/// <param name="State">How it stands.</param>
/// <param name="GivenTo">Who asked for it; null for one that was printed, or is none.</param>
internal sealed record EnteredCode(CodeState State, Principal? GivenTo);

/// <summary>How an entered code stands.</summary>
internal enum CodeState
{
    /// <summary>It is right; used up now where it was to be.</summary>
    Right,

    /// <summary>It was one: it has been used, its time is over, or a newer one has taken its place. Nobody guesses that, so it does not count as wrong.</summary>
    Over,

    /// <summary>Not a code.</summary>
    Wrong,

    /// <summary>This person guesses; not for the hour.</summary>
    TooManyWrong,
}
