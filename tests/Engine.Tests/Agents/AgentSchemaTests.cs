using System.Text.Json.Nodes;
using ChatRuns.Agents;
using ChatRuns.Agents.Yaml;
using NJsonSchema;

namespace ChatRuns.Engine.Tests.Agents;

/// <summary>The schema that editors use and the parser that decides say the same, as far as a schema can.</summary>
public sealed class AgentSchemaTests
{
    private const string Step = "steps: [{pause: 1s}]\n";
    private static readonly Lazy<Task<JsonSchema>> _schema = new(() => JsonSchema.FromFileAsync(Path.Combine(RepositoryRoot.Path, "docs", "agent.schema.json")));

    public static TheoryData<string> Good =>
    [
        Sample.Full,
        "steps:\n  - program: [bash, -c, \"echo hello\"]\n",
        "delete: allowed\nkeep: 1000\nretention: 2w\n" + Step,
        "title: 2026\ntags: []\nvariables: {}\ntriggers: []\n" + Step,
        "limits: {time: \"00:05:00\", log: 10 KB}\n" + Step,
        "limits: {runs: 100 per day, tokens: \"50k per run, 2M / month\", credits: 0.50 per run}\n" + Step,
        "limits: {}\napproval: {}\nnotify: {}\nfiles: {}\n" + Step,
        "notify: {failed: none, completed: [], actions: [\"teams:ops\"]}\n" + Step,
        "notify: {digest: none}\n" + Step,
        "notify: {digest: {to: [web, \"slack:#ops\"], at: \"8:00\", timezone: Europe/Berlin}}\n" + Step,
        "approval: {escalate: {after: 24h, to: \"slack:#ops\"}}\n" + Step,
        "approval: {expires: 2d, escalate: {after: 90m, to: [web/local/mia, \"teams:ops\"]}}\n" + Step,
        "triggers: [{cron: \"@hourly\"}, {name: every 5 minutes, cron: \"*/5  0-6 1,15 JAN-MAR *\"}, {every: 90s}, {manual: true}, {upload: true}, {name: a, upload: {types: [csv, tar.gz], max: 5MB}}]\n" + Step,
        "variables: {a: 1}\ntriggers: [{webhook: {secret: \"{{secret.HOOK}}\", preset: github, headers: [X-Id], when: \"{{run.hook.event}} == push\", variables: {a: \"{{run.hook.body.n}}\"}}}]\n" + Step,
        "triggers: [{webhook: {secret: [\"{{ secret.NEW }}\", \"{{secret.OLD}}\"]}}, {upload: {secret: \"{{secret.A}}\"}}]\n" + Step,
        "triggers: [{event: {secret: \"{{secret.E}}\", exact: {type: a.b, region: 5}, prefix: {source: /x/}, suffix: {subject: .csv}, when: \"{{run.event.data.n}} > 1\"}}]\n" + Step,
        "variables: {a: 1, b: true, c: x, d: [x, 1], e: {default: 5m}, f: {type: list, default: [1]}, g: {choices: [a]}, h: {}}\n" + Step,
        "variables: {a: {type: number, default: 1}, b: {type: boolean, default: false}, c: {type: text, default: 1}, d: {type: duration, default: 5m}}\n" + Step,
        "steps: [{program: [a, 1, true], env: {A: 1}, input: 5, repeatable: false}]",
        "steps: [{program: {shell: ls}}, {program: {run: [a], env: {B: c}, input: x, effects: none, repeatable: true}}]",
        "steps: [{http: \"http://x\"}, {http: {url: \"{{practice.url}}/a\", method: put, body: [1], expect: 201}, effects: none, confidence: 0.5, reason: x}]",
        "steps: [{tool: file.list}, {tool: {name: a/b.c}}, {tool: a, with: {}, confidence: 1, reason: \"\", wait: false}]",
        "steps: [{pause: \"{{practice.time}}\"}, {pause: {for: 1w}}, {wait: 10m}, {wait: {until: \"23:59\"}}, {pause: {until: \"2026-11-01T08:00:00+01:00\"}}]",
        "steps: [{agent: b}, {agent: {name: b, with: {a: 1, c: [x]}, target: \"{{run.number}}\"}}, {agent: b, with: {a: \"{{steps.agent-1.run}}\"}, target: us, wait: false, retry: 2}]",
        "targets: [eu, us]\ntriggers: [{every: 5m, target: us}, {cron: \"@daily\", targets: all}, {webhook: {secret: \"{{secret.A}}\"}, targets: [us, eu]}, {event: {secret: \"{{secret.A}}\"}, target: eu}]\n" + Step,
        "steps: [{question: Go on?}, {question: {text: 5, choices: [], expires: 1d}}]",
        "steps: [{pause: 1s, retry: 3}, {pause: 1s, retry: {attempts: 1}}, {pause: 1s, when: always}, {pause: 1s, when: \"{{run.number}} == 1\", timeout: 5m}]",
    ];

    public static TheoryData<string> Bad =>
    [
        "title: x\n",
        "steps: []",
        "steps: {}",
        "steps: [a]",
        "steps: [{agent: B}]",
        "steps: [{agent: {with: {}}}]",
        "steps: [{agent: b, env: {A: b}}]",
        "steps: [{agent: b, with: [a]}]",
        "steps: [{tool: a, target: us}]",
        "targets: [us]\ntriggers: [{upload: true, target: us}]\n" + Step,
        "targets: [us]\ntriggers: [{every: 5m, target: us, targets: all}]\n" + Step,
        "targets: [us]\ntriggers: [{every: 5m, targets: us}]\n" + Step,
        "titel: x\n" + Step,
        "name: Free Up\n" + Step,
        "title: [x]\n" + Step,
        "title: {a: b}\n" + Step,
        "owner:\n" + Step,
        "status: on\n" + Step,
        "mode: yes\n" + Step,
        "overlap: wait\n" + Step,
        "delete: sometimes\n" + Step,
        "keep: 0\n" + Step,
        "retention: long\n" + Step,
        "confidence_threshold: 1.1\n" + Step,
        "confidence_threshold: \"1\"\n" + Step,
        "max_actions: -1\n" + Step,
        "max_actions: 1.5\n" + Step,
        "tags: a\n" + Step,
        "tags: [a b]\n" + Step,
        "tags: [a, a]\n" + Step,
        "targets: [\" \"]\n" + Step,
        "timezone: Middle of nowhere\n" + Step,
        "approval: {approver: [a]}\n" + Step,
        "approval: {approvers: [nobody]}\n" + Step,
        "approval: {required: 0}\n" + Step,
        "approval: {expires: 72}\n" + Step,
        "approval: {expires: soon}\n" + Step,
        "approval: {self_approval: 1}\n" + Step,
        "limits: {time: 5}\n" + Step,
        "limits: {log: 10}\n" + Step,
        "limits: {memory: lots}\n" + Step,
        "limits: {concurrent_runs: 0}\n" + Step,
        "limits: {runs: 100}\n" + Step,
        "limits: {tokens: 5 per year}\n" + Step,
        "limits: {credits: [1 per day]}\n" + Step,
        "notify: {failed: mail}\n" + Step,
        "notify: {failed: [none]}\n" + Step,
        "notify: {failed: \"slack:\"}\n" + Step,
        "notify: {alert_after: 0}\n" + Step,
        "notify: {digest: ops}\n" + Step,
        "notify: {digest: {at: \"25:00\"}}\n" + Step,
        "notify: {digest: {when: daily}}\n" + Step,
        "approval: {escalate: {after: 24h}}\n" + Step,
        "approval: {escalate: {to: web}}\n" + Step,
        "approval: {escalate: {after: 24h, to: ops}}\n" + Step,
        "approval: {escalate: {after: 24h, to: slack/T1/@S9}}\n" + Step,
        "files: {a/b: x}\n" + Step,
        "files: [a]\n" + Step,
        "triggers: {}\n" + Step,
        "triggers: [{}]\n" + Step,
        "triggers: [{name: a}]\n" + Step,
        "triggers: [{cron: 0 7 * *}]\n" + Step,
        "triggers: [{cron: \"@reboot\"}]\n" + Step,
        "triggers: [{cron: \"@daily\", every: 5m}]\n" + Step,
        "triggers: [{cron: \"@daily\", at_start: true}]\n" + Step,
        "triggers: [{cron: \"@daily\", catch_up: none}]\n" + Step,
        "triggers: [{every: 5}]\n" + Step,
        "triggers: [{every: 5m, timezone: UTC}]\n" + Step,
        "triggers: [{manual: false}]\n" + Step,
        "triggers: [{upload: false}]\n" + Step,
        "triggers: [{upload: {types: [\"*.csv\"]}}]\n" + Step,
        "triggers: [{upload: {most: 5MB}}]\n" + Step,
        "triggers: [{upload: true, at_start: true}]\n" + Step,
        "triggers: [{webhook: true}]\n" + Step,
        "triggers: [{webhook: {}}]\n" + Step,
        "triggers: [{webhook: {secret: []}}]\n" + Step,
        "triggers: [{webhook: {secret: hunter2}}]\n" + Step,
        "triggers: [{webhook: {secret: \"a{{secret.A}}\"}}]\n" + Step,
        "triggers: [{webhook: {secret: \"{{secret.A}}\", preset: gitlab}}]\n" + Step,
        "triggers: [{webhook: {secret: \"{{secret.A}}\"}, catch_up: all}]\n" + Step,
        "triggers: [{event: {secret: \"{{secret.A}}\", exact: {Type: a}}}]\n" + Step,
        "triggers: [{event: {secret: \"{{secret.A}}\", exact: {data: a}}}]\n" + Step,
        "triggers: [{event: {secret: \"{{secret.A}}\", exact: [type]}}]\n" + Step,
        "triggers: [{event: {exact: {type: a}}}]\n" + Step,
        "triggers: [{manual: true, catch_up: all}]\n" + Step,
        "triggers: [{name: \"a b \", manual: true}]\n" + Step,
        "variables: [a]\n" + Step,
        "variables: {a-b: 1}\n" + Step,
        "variables: {a: }\n" + Step,
        "variables: {a: {typ: text}}\n" + Step,
        "variables: {a: {type: string}}\n" + Step,
        "variables: {a: {type: choice}}\n" + Step,
        "variables: {a: {type: text, choices: [a]}}\n" + Step,
        "variables: {a: {choices: [a, a]}}\n" + Step,
        "variables: {a: {type: number, default: x}}\n" + Step,
        "variables: {a: {type: boolean, default: 1}}\n" + Step,
        "variables: {a: {type: duration, default: x}}\n" + Step,
        "variables: {a: {type: list, default: x}}\n" + Step,
        "variables: {a: {type: text, default: [x]}}\n" + Step,
        "variables: {a: [[x]]}\n" + Step,
        "steps: [{}]",
        "steps: [{name: a}]",
        "steps: [{name: a b, pause: 1s}]",
        "steps: [{wait: true}]",
        "steps: [{prog: [a]}]",
        "steps: [{program: [a], tool: b}]",
        "steps: [{program: a}]",
        "steps: [{program: []}]",
        "steps: [{program: [[a]]}]",
        "steps: [{program: {}}]",
        "steps: [{program: {run: [a], shell: b}}]",
        "steps: [{program: {run: [a], with: {}}}]",
        "steps: [{program: [a], with: {}}]",
        "steps: [{program: [a], confidence: 1}]",
        "steps: [{program: [a], env: [b]}]",
        "steps: [{program: [a], env: {A-B: c}}]",
        "steps: [{program: [a], effects: some}]",
        "steps: [{program: [a], repeatable: 1}]",
        "steps: [{program: [a], wait: 10m}]",
        "steps: [{http: example.com}]",
        "steps: [{http: {method: GET}}]",
        "steps: [{http: {url: \"http://x\", method: FETCH}}]",
        "steps: [{http: {url: \"http://x\", body: a}}]",
        "steps: [{http: {url: \"http://x\", expect: 99}}]",
        "steps: [{http: {url: \"http://x\", expect: []}}]",
        "steps: [{http: {url: \"http://x\", headers: {a b: c}}}]",
        "steps: [{http: {url: \"http://x\", verify: false}}]",
        "steps: [{http: \"http://x\", env: {}}]",
        "steps: [{tool: a b}]",
        "steps: [{tool: {with: {}}}]",
        "steps: [{tool: a, with: [b]}]",
        "steps: [{tool: a, confidence: 2}]",
        "steps: [{tool: a, confidence: sure}]",
        "steps: [{tool: a, effects: none}]",
        "steps: [{pause: 10}]",
        "steps: [{pause: soon}]",
        "steps: [{pause: {}}]",
        "steps: [{pause: {for: 1m, until: \"08:00\"}}]",
        "steps: [{pause: {until: noon}}]",
        "steps: [{pause: {until: \"24:00\"}}]",
        "steps: [{wait: 10m, reason: x}]",
        "steps: [{question: {}}]",
        "steps: [{question: \"\"}]",
        "steps: [{question: {text: a, choices: [b, b]}}]",
        "steps: [{question: {text: a, expires: 5}}]",
        "steps: [{pause: 1s, retry: 0}]",
        "steps: [{pause: 1s, retry: {}}]",
        "steps: [{pause: 1s, retry: {attempts: 3, factor: 0}}]",
        "steps: [{pause: 1s, timeout: 5}]",
        "steps: [{pause: 1s, when: sometimes}]",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_good_file_is_good_for_both(string text)
    {
        Sample.Read(text).Problems.ShouldBeEmpty();

        (await ValidateAsync(text)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_file_is_bad_for_both(string text)
    {
        Sample.Read(text).Problems.ShouldNotBeEmpty();

        (await ValidateAsync(text)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Every_key_of_the_schema_says_what_it_is_for()
    {
        var schema = await _schema.Value;
        var silent = schema.Properties.Concat(schema.Definitions["step"].Properties).Concat(schema.Definitions["trigger"].Properties)
            .Where(p => string.IsNullOrEmpty(p.Value.Description) && string.IsNullOrEmpty(p.Value.ActualSchema.Description)).Select(p => p.Key);

        silent.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_full_sample_uses_every_key_of_the_schema()
    {
        var schema = await _schema.Value;
        var full = (JsonObject)Tree(Sample.Full)!;

        schema.Properties.Keys.Except(full.Select(m => m.Key)).ShouldBeEmpty();
        schema.Definitions["step"].Properties.Keys.Except(full["steps"]!.AsArray().SelectMany(s => s!.AsObject().Select(m => m.Key))).ShouldBe(["repeatable"]);
    }

    [Fact]
    public async Task Every_example_of_the_page_is_good_for_both()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "agents.md"));
        var examples = page.Split("```yaml\n").Skip(1).Select(e => e[..e.IndexOf("```", StringComparison.Ordinal)]).ToList();
        var (defaults, agents) = (examples[^1], examples[..^1]);

        agents.Count.ShouldBe(3);
        Sample.DefaultsProblems(defaults).ShouldBeEmpty();
        foreach (var example in agents)
        {
            Sample.Read(example, defaults: Sample.Defaults(defaults)).Problems.ShouldBeEmpty();
            (await ValidateAsync(example)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_agents_that_ship_are_good_for_both()
    {
        var files = Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "agents"), "*.yaml");

        files.ShouldNotBeEmpty();
        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(file);
            new AgentFile(HostValues.Roots).Read(Path.GetFileName(file), Sample.Bytes(text), AgentDefaults.None).Problems.ShouldBeEmpty();
            (await ValidateAsync(text)).ShouldBeEmpty(file);
        }
    }

    private static async Task<IEnumerable<string>> ValidateAsync(string text) =>
        (await _schema.Value).Validate(Tree(text)!.ToJsonString()).Select(e => e.ToString());

    private static JsonNode? Tree(string text) => YamlText.Read("a.yaml", Sample.Bytes(text), new Problems())?.ToJson();
}
