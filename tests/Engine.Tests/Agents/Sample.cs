using System.Text;
using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Agents;

/// <summary>Agent files for tests, and short ways to read them.</summary>
internal static class Sample
{
    /// <summary>Every key of the format once.</summary>
    public const string Full = """
        # Frees space on the disk.
        name: free-up-disk
        title: Free up disk
        description: Finds big, old files and proposes to archive them.
        status: paused
        mode: auto
        confidence_threshold: 0.85
        max_actions: 50
        timezone: Europe/Berlin
        approval:
          approvers: [approver, "@ops", web/local/mia]
          required: 2
          expires: 24h
          self_approval: true
        triggers:
          - name: weekdays
            cron: 0 7 * * 1-5
            timezone: America/New_York
            catch_up: last
          - cron: "@daily"
          - cron: 30 8 * * *
          - every: 5m
            catch_up: all
            at_start: true
          - manual: true
          - upload: {types: [csv, .Tar.GZ, csv], max: 5MB}
          - {name: any file, upload: true}
        targets: [home, "cluster-1/eu"]
        variables:
          folder: /srv/data
          older_than: 7d
          limit: 20
          dry: false
          names: [a, 007]
          level: {type: choice, choices: [low, high], default: low, description: How eager}
          code: {type: text, default: 1.50}
          customer: {type: text}
        expect: [report, actions]
        overlap: cancel_older
        delete: after 30d
        retention: 90d
        keep: 1000 runs
        limits: {time: 1h30m, log: 10MB, memory: 512MiB, concurrent_runs: 2}
        notify: {failed: web, completed: none, actions: ["slack:#ops", web], alert_after: 3}
        owner: platform team
        tags: [disk, weekly]
        run_title: Disk of {{target.name}} for {{customer}}
        steps:
          - name: scan
            title: Look for files
            program: [bash, -c, "du {{folder}} {{older_than}}", 0644, 1.0, true]
            env: {LIMIT: "{{limit}}"}
            input: "{{names}}"
            effects: none
            timeout: 5m
            retry: {attempts: 3, backoff: 5s, factor: 1.5, max: 1m}
          - program: {shell: "ls | wc -l", env: {A: 1}, repeatable: true}
          - http: https://example.com/{{code}}
            retry: 2
          - name: tell
            http:
              method: post
              url: https://example.com/hook
              headers: {Authorization: "Bearer {{secret.HOOK}}"}
              body: {count: "{{steps.scan.output.count}}", list: [1, true, null, x]}
              expect: [200, 202]
            confidence: 0.9
            reason: Because {{steps.program-1.output}}
            when: "{{steps.scan.output.count}} > 0 and {{dry}} != true"
            wait: true
          - tool: file.move
            with: {from: "{{folder}}/a", to: /tmp/b, mode: 0644, ratio: 1.50}
            confidence: "{{steps.scan.output.confidence}}"
            when: always
          - tool: {name: file.list, with: {path: "{{run.folder}}"}}
          - pause: 10m
          - pause: {until: "08:00"}
          - wait: {for: "{{older_than}}"}
          - name: ask
            question: {text: "Go on with {{steps.scan.output.count}}?", choices: [yes, no], expires: 2h}
            when: failure
          - question: Sure?
          - agent: clean-up
            with: {folder: "{{folder}}", days: 7}
            target: "{{target.name}}"
            wait: false
        summary: "{{steps.scan.output.count}} files, {{steps.ask.output}}"
        report: |
          # Disk
          {{steps.scan.output.table}}
        files:
          big files.csv: "{{steps.scan.output.csv}}"
        """;

    private static readonly AgentFile _file = new(["practice"]);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static AgentReading Read(string text, string file = "tidy.yaml", AgentDefaults? defaults = null) =>
        _file.Read(file, Bytes(text), defaults ?? AgentDefaults.None);

    public static AgentDefaults Defaults(string text)
    {
        var (defaults, problems) = _file.ReadDefaults(Bytes(text));
        problems.ShouldBeEmpty();
        return defaults!;
    }

    public static IReadOnlyList<ShelfProblem> DefaultsProblems(string text) => _file.ReadDefaults(Bytes(text)).Problems;

    public static Agent? ReadContent(AgentReading reading) => _file.ReadContent("tidy", reading.Content);

    /// <summary>The agent of a file that has to be in order.</summary>
    public static Agent Agent(string text, AgentDefaults? defaults = null)
    {
        var reading = Read(text, defaults: defaults);
        reading.Problems.ShouldBeEmpty();
        return reading.Agent!;
    }

    /// <summary>The only step of an agent that consists of it; indented by the caller's list dash.</summary>
    public static T Step<T>(string step) where T : Step => Agent("steps:\n  - " + step.ReplaceLineEndings("\n    ")).Steps.ShouldHaveSingleItem().ShouldBeOfType<T>();
}
