using System.Globalization;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Folders of one installation, and agents of every kind in it.</summary>
internal sealed class Scene : IDisposable
{
    // Runs and actions on their way, what Slack was acknowledged and is not done, and cards that are not yet as they should be. What is to be told later, and a Home that rests, are none of it.
    private const string Unrest = """
        SELECT (SELECT count(*) FROM runs WHERE status IN ('Queued', 'Running', 'Retrying'))
          + (SELECT count(*) FROM actions WHERE status IN ('Approved', 'Started'))
          + (SELECT count(*) FROM inbox WHERE body IS NOT NULL)
          + (SELECT count(*) FROM events WHERE kind <> 'LogWritten' AND position > coalesce((SELECT position FROM cursors WHERE name = 'courier'), 0))
          + (SELECT count(*) FROM living_cards WHERE wanted > sent AND gone = 0 AND subject NOT LIKE 'home/%'
              AND not_before < 1000 * (CAST(strftime('%s', 'now') AS INTEGER) + 600))
        """;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("chatruns-crash-");

    public Scene()
    {
        Data = _root.CreateSubdirectory("data").FullName;
        Agents = _root.CreateSubdirectory("agents").FullName;
        Files = _root.CreateSubdirectory("files").FullName;
    }

    public string Data { get; }

    public string Agents { get; }

    public string Files { get; }

    /// <summary>Starts the bot on these folders.</summary>
    public BotProcess Start(params IEnumerable<(string Name, string Value)> settings) => BotProcess.Start(Data, Agents, Files, settings);

    /// <summary>Agents that call the witness and write files; without turns they rest.</summary>
    public void Write(string witness, bool withTurns)
    {
        var every = withTurns ? "triggers: [{ name: tick, every: 1s, catch_up: all }]" : "";
        Write("turns.yaml", $$$"""
            title: Turns
            overlap: allow
            {{{every}}}
            steps:
              - name: call
                tool: http.request
                with: { method: POST, url: "{{{witness}}}/call", body: "{{run.number}}" }
                wait: true
              - name: note
                when: always
                tool: file.write
                with: { path: "notes/{{run.number}}.txt", text: "run {{run.number}}" }
            """);
        Write("alone.yaml", $$$"""
            title: Alone
            overlap: allow
            mode: auto
            confidence_threshold: 0.5
            {{{every}}}
            steps:
              - name: note
                tool: file.write
                with: { path: "alone/{{run.number}}.txt", text: "run {{run.number}}" }
                confidence: 0.9
            """);
        Write("hands.yaml", $$"""
            title: Hands
            steps:
              - name: make
                program:
                  run: [bash, -c, 'exec bash "$CHATRUNS_AGENTS/hands.sh"']
                  env: { WITNESS: "{{witness}}/call" }
                  repeatable: true
            """);
        Write("hands.sh", """
            echo "run $CHATRUNS_RUN begins"
            sleep 0.2
            printf '{"chatruns":"propose","tool":"file.write","arguments":{"path":"hands/%s.txt","text":"run %s"}}\n' "$CHATRUNS_RUN" "$CHATRUNS_RUN"
            printf '{"chatruns":"propose","tool":"http.request","arguments":{"method":"POST","url":"%s","body":"%s"}}\n' "$WITNESS" "$CHATRUNS_RUN"
            """);
    }

    /// <summary>Writes a file beside the agents.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Agents, name), text + "\n");

    /// <summary>Texts of the first column, read beside a bot that runs, or after one that was killed.</summary>
    public IReadOnlyList<string> Read(string sql)
    {
        DatabaseFile.Load(useSystem: false);
        var path = Path.Combine(Data, "chatruns.db");
        if (!File.Exists(path)) return [];
        using var connection = new DatabaseFile(path).OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var texts = new List<string>();
        while (rows.Read()) texts.Add(Convert.ToString(rows.GetValue(0), CultureInfo.InvariantCulture)!);
        return texts;
    }

    /// <summary>Actions whose call was begun and has no end.</summary>
    public IReadOnlyList<string> InFlight() => Read("SELECT run || '.' || ordinal FROM actions WHERE status = 'Started'");

    /// <summary>Waits until all that can go on has come to its end, and every card is as it should be.</summary>
    public Task RestAsync(CancellationToken cancel) => UntilAsync(() => Read(Unrest).Single() == "0", cancel);

    /// <summary>Looks again every 20 ms.</summary>
    public static async Task UntilAsync(Func<bool> isSo, CancellationToken cancel)
    {
        while (!isSo()) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
    }

    /// <summary>Opens the store of a bot that is over.</summary>
    public Task<SqliteStore> OpenAsync(CancellationToken cancel) =>
        SqliteStore.OpenAsync(Data, new StoreOptions(), TimeProvider.System, mask: null, cancel);

    public void Dispose() => _root.Delete(recursive: true);
}
