using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Agents;

public sealed class AgentProblemTests
{
    private const string Step = "steps: [{pause: 1s}]\n";

    [Theory]
    // The form of the file.
    [InlineData("", 1, 1, "empty", "steps:")]
    [InlineData("# nothing\n", 1, 1, "empty", "steps:")]
    [InlineData("- a\n", 1, 1, "a list", "steps:")]
    [InlineData("hello\n", 1, 1, "a text", "steps:")]
    [InlineData(Step + "---\ntitle: x\n", 2, 1, "second document", "file of its own")]
    [InlineData("title: x\n\tstatus: active\n" + Step, 2, 1, "tab", "spaces")]
    [InlineData("approval:\n\trequired: 2\n" + Step, 2, 1, "tab", "spaces")]
    [InlineData("approval:\n  required: 2\n  \texpires: 2h\n" + Step, 3, 3, "tab", "spaces")]
    [InlineData("title: a: b\n" + Step, 1, 9, "second colon", "quotes")]
    [InlineData("title: {{run.number}} x\n" + Step, 1, 8, "list or map", "quotes")]
    [InlineData("title: {{x}/a\n" + Step, 1, 8, "taken for a map", "quotes")]
    [InlineData("title: {{x}}\n" + Step, 1, 8, "list or map", "quotes")]
    [InlineData("title: @me\n" + Step, 1, 9, "may not begin", "quotes")]
    [InlineData("title: \"a\n" + Step, 2, 1, "never closed", "Close")]
    [InlineData("title: \"\\q\"\n" + Step, 1, 9, "no such escape", "single quotes")]
    [InlineData("approval:\n    required: 1\n  expires: 2h\n" + Step, 3, 3, "does not fit", "Indent")]
    [InlineData("title: a\ntitle: b\n" + Step, 2, 1, "second time, after line 1", "Keep one")]
    [InlineData("title: !foo x\n" + Step, 1, 8, "tag '!foo'", "Remove")]
    [InlineData("title: *x\n" + Step, 1, 8, "no anchor '&x'", "quotes")]
    [InlineData("a: &a {x: 1}\nlimits:\n  <<: *a\n" + Step, 3, 3, "Merge keys", "_defaults.yaml")]
    [InlineData("title: a\0b\n" + Step, 1, 9, "U+0000", "Remove")]
    // Names and words.
    [InlineData("titel: x\n" + Step, 1, 1, "no 'titel'", "Did you mean 'title'?")]
    [InlineData("status: actve\n" + Step, 1, 9, "cannot be 'actve'", "Did you mean 'active'?")]
    [InlineData("status: on\n" + Step, 1, 9, "cannot be 'on'", "active, paused, draft")]
    [InlineData("name: Free Up\n" + Step, 1, 7, "'Free Up' cannot be the name", "'name: free-up'")]
    [InlineData("owner:\n" + Step, 1, 1, "'owner' has no value", "remove the line")]
    [InlineData("title: [a]\n" + Step, 1, 8, "a text, not a list", "one text")]
    [InlineData("tags: a\n" + Step, 1, 7, "is a list, not a text", "[one, two]")]
    [InlineData("tags: [a, a]\n" + Step, 1, 7, "twice", "Remove")]
    [InlineData("confidence_threshold: 2\n" + Step, 1, 23, "from 0 to 1", "digits")]
    [InlineData("confidence_threshold: \"0.5\"\n" + Step, 1, 23, "from 0 to 1", "without quotes")]
    [InlineData("max_actions: 1.5\n" + Step, 1, 14, "whole number", "digits")]
    [InlineData("limits: {time: 90}\n" + Step, 1, 16, "length of time", "90s")]
    [InlineData("limits: {log: 10}\n" + Step, 1, 15, "amount of data", "512MB")]
    [InlineData("limits: {memroy: 10MB}\n" + Step, 1, 10, "'limits' has no 'memroy'", "Did you mean 'memory'?")]
    [InlineData("limits: {runs: 100}\n" + Step, 1, 16, "amount in a period", "100 per day")]
    [InlineData("limits: {tokens: 5 per yaer}\n" + Step, 1, 18, "amount in a period", "month")]
    [InlineData("limits: {concurrent_runs: 0}\n" + Step, 1, 27, "from 1", "digits")]
    [InlineData("approval: {required: 0}\n" + Step, 1, 22, "from 1 to 20", "digits")]
    [InlineData("approval: {required: 2, approvers: [web/local/mia]}\n" + Step, 1, 22, "only 1 may", "add approvers")]
    [InlineData("approval: {approvers: [aprover]}\n" + Step, 1, 24, "'aprover'", "Did you mean 'approver'?")]
    [InlineData("approval: {self_approval: yes}\n" + Step, 1, 27, "true or false", "without quotes")]
    [InlineData("notify: {failed: slak:ops}\n" + Step, 1, 18, "no place for cards", "Did you mean 'slack'?")]
    [InlineData("timezone: Europe/Berln\n" + Step, 1, 11, "no time zone", "Did you mean 'Europe/Berlin'?")]
    [InlineData("timezone: W. Europe Standard Time\n" + Step, 1, 11, "no time zone", "'Europe/Berlin'")]
    [InlineData("files: {a/b.csv: x}\n" + Step, 1, 9, "name of a file", "without folders")]
    // Triggers.
    [InlineData("triggers: [{cron: 0 7 * *}]\n" + Step, 1, 19, "4 fields", "five fields")]
    [InlineData("triggers: [{cron: 0 0 7 * * *}]\n" + Step, 1, 19, "6 fields", "five fields")]
    [InlineData("triggers: [{cron: 99 * * * *}]\n" + Step, 1, 19, "minute cannot be 99", "five fields")]
    [InlineData("triggers: [{cron: 0 0 98 * *}]\n" + Step, 1, 19, "day cannot be 98", "five fields")]
    [InlineData("triggers: [{cron: 61 * * * *}]\n" + Step, 1, 19, "cannot be read", "five fields")]
    [InlineData("triggers: [{cron: 0 0 31 2 *}]\n" + Step, 1, 19, "never fires", "Choose a day")]
    [InlineData("triggers: [{cron: 0 0 */2 * 1}]\n" + Step, 1, 19, "beside a weekday", "two triggers")]
    [InlineData("triggers: [{cron: 0 0 1 * */2}]\n" + Step, 1, 19, "beside a weekday", "two triggers")]
    [InlineData("triggers: [{cron: \"@reboot\"}]\n" + Step, 1, 19, "not a time", "at_start")]
    [InlineData("triggers: [{cron: \"\"}]\n" + Step, 1, 13, "empty", "1-5")]
    [InlineData("triggers: [{evry: 5m}]\n" + Step, 1, 13, "no 'evry'", "Did you mean 'every'?")]
    [InlineData("triggers: [{every: 5m, cron: 0 7 * * *}]\n" + Step, 1, 12, "cron and every", "exactly one")]
    [InlineData("triggers: [{every: 10ms}]\n" + Step, 1, 20, "at least 1s", "longer")]
    [InlineData("triggers: [{every: 5m, timezone: UTC}]\n" + Step, 1, 24, "does not belong", "cron")]
    [InlineData("triggers: [{manual: false}]\n" + Step, 1, 21, "only be true", "started by hand")]
    [InlineData("triggers: [{upload: false}]\n" + Step, 1, 21, "only be true", "types: [csv]")]
    [InlineData("triggers: [{upload: {typs: [csv]}}]\n" + Step, 1, 22, "no 'typs'", "Did you mean 'types'?")]
    [InlineData("triggers: [{upload: {types: [\"*.csv\"]}}]\n" + Step, 1, 30, "no ending", "tar.gz")]
    [InlineData("triggers: [{upload: {max: 1GB}}]\n" + Step, 1, 27, "at most 32 MB", "address")]
    [InlineData("triggers: [{upload: true, catch_up: all}]\n" + Step, 1, 27, "does not belong", "cron and every")]
    [InlineData("triggers: [{webhook: {}}]\n" + Step, 1, 22, "no 'secret'", "{{secret.HOOK}}")]
    [InlineData("triggers: [{webhook: {secret: plain}}]\n" + Step, 1, 31, "a reference to a secret", "CHATRUNS_SECRET_HOOK")]
    [InlineData("triggers: [{webhook: {secret: \"{{secret.A}}\", headers: [Authorization]}}]\n" + Step, 1, 57, "would be stored", "Remove")]
    [InlineData("triggers: [{webhook: {secret: \"{{secret.A}}\", when: \"{{run.number}} == 1\"}}]\n" + Step, 1, 54, "when a request comes", "{{run.hook.…}}")]
    [InlineData("triggers: [{webhook: {secret: \"{{secret.A}}\", variables: {b: \"{{run.hook.id}}\"}}}]\n" + Step, 1, 59, "no variable 'b'", "variables: {b: …}")]
    [InlineData("triggers: [{event: {secret: \"{{secret.A}}\", exact: {Type: a}}}]\n" + Step, 1, 53, "no attribute", "lower-case")]
    [InlineData("triggers: [{event: {secret: \"{{secret.A}}\", exact: {type: \"\"}}}]\n" + Step, 1, 59, "an empty text", "compared with")]
    [InlineData("steps: [{program: [cat, \"{{run.hook.body}}\"]}]\n", 1, 26, "without a webhook", "webhook")]
    [InlineData("steps: [{program: [cat, \"{{run.event.type}}\"]}]\n", 1, 26, "without an event", "event")]
    [InlineData("triggers: [{webhook: {secret: \"{{secret.A}}\"}}]\nsteps: [{program: [cat, \"{{run.hook.headers.x-id}}\"]}]\n", 2, 26, "no header that the trigger keeps", "headers: [X-Request-Id]")]
    [InlineData("triggers: [{webhook: {secret: \"{{secret.A}}\"}}]\nsteps: [{program: [cat, \"{{run.hook.data}}\"]}]\n", 2, 26, "what of the webhook", "{{run.hook.body}}")]
    [InlineData("triggers: [{event: {secret: \"{{secret.A}}\"}}]\nsteps: [{program: [cat, \"{{run.event.type.a}}\"]}]\n", 2, 26, "what of the event", "{{run.event.data}}")]
    [InlineData("steps: [{program: [cat, \"{{run.file.path}}\"]}]\n", 1, 26, "without a file", "upload")]
    [InlineData("triggers: [{upload: true}]\nsteps: [{program: [cat, \"{{run.file}}\"]}]\n", 2, 26, "what of the file", "{{run.file.path}}")]
    [InlineData("triggers: [{upload: true}]\nrun_title: \"{{run.file.path}}\"\n" + Step, 2, 13, "when the title is made", "{{run.file.name}}")]
    [InlineData("triggers: [{name: a, every: 5m}, {name: a, every: 7m}]\n" + Step, 1, 41, "already on line 1", "own name")]
    [InlineData("triggers: {cron: 0 7 * * *}\n" + Step, 1, 11, "is a list", "- cron")]
    // Variables.
    [InlineData("variables: {a-b: 1}\n" + Step, 1, 13, "name of a variable", "underscores")]
    [InlineData("variables: {run: 1}\n" + Step, 1, 13, "something else", "another name")]
    [InlineData("variables: {a: }\n" + Step, 1, 13, "no default", "{type: text}")]
    [InlineData("variables: {a: {type: nmber}}\n" + Step, 1, 23, "'nmber'", "Did you mean 'number'?")]
    [InlineData("variables: {a: {type: number, default: x}}\n" + Step, 1, 40, "is a text, but its type is number", "number")]
    [InlineData("variables: {a: {type: choice}}\n" + Step, 1, 16, "no choices", "choices:")]
    [InlineData("variables: {a: {choices: [low, high], default: hgh}}\n" + Step, 1, 48, "not among", "Did you mean 'high'?")]
    [InlineData("variables: {a: {type: duration, default: x}}\n" + Step, 1, 42, "no length of time", "90s")]
    [InlineData("variables: {a: 1, b: \"x {{a}}\"}\n" + Step, 1, 25, "cannot read other values", "in the step")]
    [InlineData("variables: {a: [b, \"{{practice.url}}\"]}\n" + Step, 1, 21, "cannot read other values", "in the step")]
    // Steps.
    [InlineData("title: x\n", 1, 1, "no steps", "echo hello")]
    [InlineData("steps: []\n", 1, 8, "at least one", "echo hello")]
    [InlineData("steps: [{name: a}]\n", 1, 9, "does not say what", "exactly one of program")]
    [InlineData("steps: [{wait: true}]\n", 1, 9, "does not say what", "exactly one of program")]
    [InlineData("steps: [{tool: a, http: \"https://x\"}]\n", 1, 9, "http and tool", "exactly one")]
    [InlineData("steps: [{tool: a, wait: 10m}]\n", 1, 25, "true or false beside 'tool'", "pause")]
    [InlineData("steps: [{porgram: [a]}]\n", 1, 10, "no 'porgram'", "Did you mean 'program'?")]
    [InlineData("steps: [{name: a, pause: 1s}, {name: a, pause: 1s}]\n", 1, 38, "already on line 1", "own name")]
    [InlineData("steps: [{name: a.b, pause: 1s}]\n", 1, 16, "name of a step", "underscores")]
    [InlineData("steps: [{program: echo hello}]\n", 1, 19, "is a list", "[bash, -c")]
    [InlineData("steps: [{program: []}]\n", 1, 19, "names no program", "[bash, -c")]
    [InlineData("steps: [{program: [a, [b]]}]\n", 1, 23, "a text, not a list", "one text")]
    [InlineData("steps: [{program: {env: {A: b}}}]\n", 1, 19, "what to start once", "run:")]
    [InlineData("steps: [{program: {run: [a], env: {A: b}}, env: {A: c}}]\n", 1, 44, "here and in 'program'", "Keep one")]
    [InlineData("steps: [{program: {shell: \"ls {{run.folder}}\"}}]\n", 1, 31, "would run what the value says", "\"$name\"")]
    [InlineData("steps: [{program: [a], with: {}}]\n", 1, 24, "does not belong to a program step", "tool")]
    [InlineData("steps: [{program: [a], effects: non}]\n", 1, 33, "'non'", "Did you mean 'none'?")]
    [InlineData("steps: [{program: [a], env: {A-B: 1}}]\n", 1, 30, "environment variable", "underscores")]
    [InlineData("steps: [{http: example.com}]\n", 1, 16, "not an address", "https://")]
    [InlineData("steps: [{http: {method: GET}}]\n", 1, 16, "no url", "https://")]
    [InlineData("steps: [{http: {url: \"https://x\", method: PSOT}}]\n", 1, 43, "'PSOT'", "Did you mean 'POST'?")]
    [InlineData("steps: [{http: {url: \"https://x\", body: x}}]\n", 1, 35, "no body", "POST")]
    [InlineData("steps: [{http: {url: \"https://x\", expect: 42}}]\n", 1, 43, "HTTP statuses", "200")]
    [InlineData("steps: [{http: {url: \"https://x\", headers: {a b: c}}}]\n", 1, 45, "name of a header", "Content-Type")]
    [InlineData("steps: [{tool: file move}]\n", 1, 16, "name of a tool", "file.move")]
    [InlineData("steps: [{tool: {with: {}}}]\n", 1, 16, "no name", "file.move")]
    [InlineData("steps: [{tool: a, with: [b]}]\n", 1, 25, "a map of argument names", "name: value")]
    [InlineData("steps: [{tool: a, confidence: 2}]\n", 1, 31, "from 0 to 1", "0.9")]
    [InlineData("steps: [{tool: a, with: {n: 12345678901234567890}}]\n", 1, 29, "too long", "quotes")]
    [InlineData("steps: [{pause: soon}]\n", 1, 17, "length of time", "90s")]
    [InlineData("steps: [{pause: {for: 1m, until: \"08:00\"}}]\n", 1, 17, "one of for and until", "10m")]
    [InlineData("steps: [{pause: {until: \"8 o'clock\"}}]\n", 1, 25, "'until' is a time", "08:00")]
    [InlineData("steps: [{question: {choices: [a]}}]\n", 1, 20, "asks nothing", "Go on?")]
    [InlineData("steps: [{pause: 1s, retry: 0}]\n", 1, 28, "from 1 to 100", "digits")]
    [InlineData("steps: [{pause: 1s, retry: {backoff: 1s}}]\n", 1, 28, "how often", "attempts: 3")]
    [InlineData("steps: [{pause: 1s, when: sucess}]\n", 1, 27, "'sucess'", "Did you mean 'success'?")]
    [InlineData("steps: [{pause: 1s, when: true}]\n", 1, 27, "'true'", "always")]
    [InlineData("steps: [{pause: 1s, when: \"{{run.number}} > \"}]\n", 1, 27, "cannot be read", "> 0")]
    // Templates.
    [InlineData("variables: {folder: /a}\nsteps:\n  - program: [ls, \"-l {{foldr}}\"]\n", 3, 23, "no variable 'foldr'", "Did you mean 'folder'?")]
    [InlineData("steps:\n  - program:\n      - cat\n      - |\n        first\n        second {{ nix }}\n", 6, 16, "no variable 'nix'", "Add it")]
    [InlineData("steps: [{program: [a, \"x {{y\"]}]\n", 1, 26, "malformed", "{{folder}}")]
    [InlineData("steps: [{program: [a, \"{{y z}}\"]}]\n", 1, 24, "malformed", "{{folder}}")]
    [InlineData("steps: [{name: a, program: [b, \"{{steps.c.output}}\"]}, {name: c, pause: 1s}]\n", 1, 33, "has not run yet", "above")]
    [InlineData("steps: [{name: a, program: [b, \"{{steps.a.output}}\"]}]\n", 1, 33, "has not run yet", "above")]
    [InlineData("steps: [{name: scan, pause: 1s}, {program: [\"{{steps.scna.output}}\"]}]\n", 1, 46, "no step 'scna'", "Did you mean 'scan'?")]
    [InlineData("steps: [{name: scan, pause: 1s}, {program: [\"{{steps.scan.count}}\"]}]\n", 1, 46, "no 'count'", ".output.NAME")]
    [InlineData("steps: [{name: scan, pause: 1s}, {program: [\"{{steps.scan}}\"]}]\n", 1, 46, "what of the step", ".output")]
    [InlineData("steps: [{program: [\"{{run.nmber}}\"]}]\n", 1, 21, "no '{{run.nmber}}'", "Did you mean 'run.number'?")]
    [InlineData("steps: [{program: [\"{{target.name}}\"]}]\n", 1, 21, "no '{{target.name}}'", "targets: [one, two]")]
    [InlineData("steps: [{program: [\"{{secret.a.b}}\"]}]\n", 1, 21, "one name", "{{secret.API_TOKEN}}")]
    [InlineData("variables: {a: 1}\nsteps: [{program: [\"{{a.b}}\"]}]\n", 2, 21, "has no parts", "{{a}}")]
    [InlineData("steps: [{tool: a, with: {x: [{y: \"{{nix}}\"}]}}]\n", 1, 35, "no variable 'nix'", "Add it")]
    [InlineData("run_title: \"{{steps.a.output}}\"\nsteps: [{name: a, pause: 1s}]\n", 1, 13, "No step has run", "variables")]
    [InlineData("run_title: \"{{secret.A}}\"\n" + Step, 1, 13, "cannot hold a secret", "Leave")]
    [InlineData("targets: [eu]\nrun_title: \"{{target.URL}}\"\n" + Step, 2, 13, "name of its target only", "{{target.name}}")]
    [InlineData("targets: [eu-prod]\ntriggers: [{every: 5m, target: eu-prd}]\n" + Step, 2, 32, "no target 'eu-prd'", "Did you mean 'eu-prod'?")]
    [InlineData("triggers: [{every: 5m, targets: all}]\n" + Step, 1, 33, "has no targets", "Name them")]
    [InlineData("steps: [{agent: b, with: {a: \"{{secret.A}}\"}}]", 1, 26, "not handed to another agent", "itself")]
    [InlineData("steps: [{agent: Clean up}]", 1, 17, "cannot be the name of an agent", "clean-up")]
    [InlineData("summary: \"{{steps.b.output}}\"\nsteps: [{name: a, pause: 1s}]\n", 1, 11, "no step 'b'", "Did you mean 'a'?")]
    [InlineData("report: |\n  # All\n  {{nix}}\n" + Step, 3, 3, "no variable 'nix'", "Add it")]
    public void A_problem_names_the_place_and_the_remedy(string text, int line, int column, string message, string remedy)
    {
        var reading = Sample.Read(text);

        reading.Agent.ShouldBeNull();
        var problem = reading.Problems.FirstOrDefault(p => p.Message.Contains(message, StringComparison.Ordinal));
        problem.ShouldNotBeNull(string.Join('\n', reading.Problems));
        problem.File.ShouldBe("tidy.yaml");
        (problem.Line, problem.Column).ShouldBe((line, column), problem.ToString());
        problem.Remedy.ShouldContain(remedy);
    }

    [Fact]
    public void All_problems_of_a_file_are_found_at_once()
    {
        var problems = Sample.Read("titel: x\nstatus: on\nsteps:\n  - pause: soon\n  - {}\n").Problems;

        problems.Select(p => p.Line).ShouldBe([1, 2, 5, 4], ignoreOrder: true);
    }

    [Fact]
    public void A_file_whose_stem_is_no_name_is_told_so_as_a_whole()
    {
        var problem = Sample.Read(Step, "Free Up.yaml").Problems.ShouldHaveSingleItem();

        problem.ToString().ShouldStartWith("Free Up.yaml: 'Free Up' cannot be the name");
        problem.Remedy.ShouldContain("name: free-up");
    }

    [Fact]
    public void What_a_message_quotes_is_short_and_has_no_control_or_direction_characters()
    {
        var problem = Sample.Read("\"a\\u202Eb\\u001B[31m" + new string('x', 500) + "\": 1\n" + Step).Problems.ShouldHaveSingleItem();

        problem.Message.Length.ShouldBeLessThan(80);
        problem.Message.ShouldNotContain('\u202E');
        problem.Message.ShouldNotContain('\u001B');
    }

    [Fact]
    public void A_file_that_is_not_utf8_names_the_place()
    {
        var reading = new AgentFile([]).Read("a.yaml", [.. "title: x\nowner: "u8, 0xE9, .. "\n"u8], AgentDefaults.None);

        var problem = reading.Problems.ShouldHaveSingleItem();
        (problem.Line, problem.Column).ShouldBe((2, 8));
        problem.Remedy.ShouldContain("UTF-8");
    }
}
