using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Agents;

public sealed class AgentFileTests
{
    [Fact]
    public void Three_lines_make_an_agent_with_the_defaults_of_everything_else()
    {
        var agent = Sample.Agent("steps:\n  - program: [bash, -c, \"echo hello\"]\n");

        agent.Name.ShouldBe("tidy");
        agent.Title.ShouldBe("Tidy");
        agent.Version.Length.ShouldBe(64);
        agent.Mode.ShouldBe(RunMode.Ask);
        agent.Zone.ShouldBe("UTC");
        agent.Triggers.ShouldBeEmpty();
        agent.Approval.Expires.ShouldBe(TimeSpan.FromHours(72));
        agent.Notify.Failed.ShouldBeNull();
        var step = agent.Steps.ShouldHaveSingleItem().ShouldBeOfType<ProgramStep>();
        step.Name.ShouldBe("program-1");
        step.Command.Select(c => c.Text).ShouldBe(["bash", "-c", "echo hello"]);
    }

    [Fact]
    public void Every_key_of_the_head_is_read()
    {
        var agent = Sample.Agent(Sample.Full);

        (agent.Name, agent.Title, agent.Status, agent.Mode).ShouldBe(("free-up-disk", "Free up disk", AgentStatus.Paused, RunMode.Auto));
        agent.Expect.ShouldBe(["report", "actions"]);
        (agent.ConfidenceThreshold, agent.MaxActions, agent.Overlap, agent.Owner).ShouldBe((0.85, 50, OverlapPolicy.CancelOlder, "platform team"));
        agent.Approval.Approvers.ShouldBe(["approver", "@ops", "web/local/mia"]);
        (agent.Approval.Required, agent.Approval.Expires, agent.Approval.SelfApproval).ShouldBe((2, TimeSpan.FromHours(24), true));
        agent.Limits.ShouldBe(new() { Time = TimeSpan.FromMinutes(90), LogBytes = 10_000_000, MemoryBytes = 512L << 20, ConcurrentRuns = 2 });
        agent.Notify.Failed.ShouldBe(["web"]);
        agent.Notify.Completed.ShouldNotBeNull().ShouldBeEmpty();
        agent.Notify.Actions.ShouldBe(["slack:#ops", "web"]);
        agent.Notify.AlertAfter.ShouldBe(3);
        agent.Tags.ShouldBe(["disk", "weekly"]);
        agent.Targets.ShouldBe(["home", "cluster-1/eu"]);
        agent.Files.ShouldHaveSingleItem().Key.ShouldBe("big files.csv");
        agent.Report!.Text.ShouldStartWith("# Disk\n");
    }

    [Fact]
    public void Triggers_without_a_name_get_one_that_is_unique()
    {
        var triggers = Sample.Agent(Sample.Full).Triggers;

        triggers.Take(5).ShouldBe(
        [
            new CronTrigger("weekdays", "0 7 * * 1-5", "America/New_York", CatchUpPolicy.Last),
            new CronTrigger("cron", "@daily", "Europe/Berlin", CatchUpPolicy.Skip),
            new CronTrigger("cron-2", "30 8 * * *", "Europe/Berlin", CatchUpPolicy.Skip),
            new IntervalTrigger("every-5m", TimeSpan.FromMinutes(5), CatchUpPolicy.All, AtStart: true),
            new ManualTrigger("manual"),
        ]);
        triggers[5].ShouldBeOfType<UploadTrigger>().ShouldSatisfyAllConditions(
            t => t.Name.ShouldBe("upload"), t => t.Types.ShouldBe(["csv", "tar.gz"]), t => t.MostBytes.ShouldBe(5_000_000));
        triggers[6].ShouldBeOfType<UploadTrigger>().ShouldSatisfyAllConditions(
            t => t.Name.ShouldBe("any file"), t => t.Types.ShouldBeEmpty(), t => t.MostBytes.ShouldBe(UploadTrigger.Usual));
    }

    [Fact]
    public void Triggers_by_request_say_what_lets_a_request_in_and_what_becomes_of_it()
    {
        var agent = Sample.Agent("""
            variables: {branch: main, n: 1}
            triggers:
              - webhook: {secret: ["{{secret.NEW}}", "{{ secret.OLD }}"], preset: github, headers: [X-Id, x-id], when: '{{run.hook.event}} == "push"', variables: {branch: "{{run.hook.body.ref}}"}}
              - webhook: {secret: "{{secret.HOOK}}"}
              - {name: orders, event: {secret: "{{secret.E}}", exact: {type: com.example.order}, prefix: {source: /shop/}, suffix: {region: eu}}}
              - upload: {types: [csv], secret: "{{secret.U}}"}
            steps: [{program: [echo, "{{run.hook.body.ref}}", "{{run.hook.headers.x-id}}", "{{run.event.region}}", "{{run.event.data.items.0.id}}"]}]
            """);

        var github = agent.Triggers[0].ShouldBeOfType<WebhookTrigger>();
        github.ShouldSatisfyAllConditions(
            t => t.Name.ShouldBe("webhook"), t => t.Preset.ShouldBe(WebhookPreset.GitHub), t => t.Secrets.ShouldBe(["NEW", "OLD"]), t => t.Headers.ShouldBe(["x-id"]),
            t => t.Intake.When!.Text.ShouldBe("{{run.hook.event}} == \"push\""), t => t.Intake.Variables["branch"].Text.ShouldBe("{{run.hook.body.ref}}"));
        agent.Triggers[1].ShouldBeOfType<WebhookTrigger>().ShouldSatisfyAllConditions(t => t.Name.ShouldBe("webhook-2"), t => t.Preset.ShouldBe(WebhookPreset.Standard));
        agent.Triggers[2].ShouldBeOfType<EventTrigger>().Wants.ShouldBe("type com.example.order, source /shop/…, region …eu");
        agent.Triggers[3].ShouldBeOfType<UploadTrigger>().Secrets.ShouldBe(["U"]);
    }

    [Theory]
    [InlineData("docs/triggers.md", "\nsteps: [{program: [echo, \"{{run.hook.headers.x-github-hook-id}} {{run.event.data.total}} {{run.file.path}}\"]}]")]
    [InlineData("README.md", "")]
    public void The_example_that_the_documentation_shows_is_a_good_file(string page, string steps)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, page));
        var yaml = text.Split("```yaml\n").Skip(1).Select(block => block.Split("```")[0]).First(block => block.Contains("webhook:", StringComparison.Ordinal));

        Sample.Agent(yaml + steps).Triggers.OfType<IGuardedTrigger>().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("com.example.order", "/shop/1", "eu", true)]
    [InlineData("com.example.orders", "/shop/1", "eu", false)]
    [InlineData("com.example.order", "/Shop/1", "eu", false)]
    [InlineData("com.example.order", "/shop/1", "eus", false)]
    [InlineData("com.example.order", "/shop/1", null, false)]
    public void All_filters_of_an_event_trigger_must_fit(string type, string source, string? region, bool fits)
    {
        var trigger = new EventTrigger("e", [new("type", AttributeMatch.Exact, "com.example.order"), new("source", AttributeMatch.Prefix, "/shop/"), new("region", AttributeMatch.Suffix, "eu")], new([], null, new Dictionary<string, Template>()));
        var attributes = new Dictionary<string, string> { ["type"] = type, ["source"] = source };
        if (region is not null) attributes["region"] = region;

        trigger.Fits(attributes).ShouldBe(fits);
    }

    [Fact]
    public void A_name_that_the_owner_gave_is_never_taken_by_one_that_was_made()
    {
        var agent = Sample.Agent("triggers: [{every: 5m}, {name: every-5m, every: 7m}]\nsteps: [{pause: 1s}, {name: pause-1, pause: 2s}]");

        agent.Triggers.Select(t => t.Name).ShouldBe(["every-5m-2", "every-5m"]);
        agent.Steps.Select(s => s.Name).ShouldBe(["pause-2", "pause-1"]);
    }

    [Fact]
    public void A_variable_takes_its_type_from_the_look_of_its_default()
    {
        var variables = Sample.Agent(Sample.Full).Variables;

        variables.Select(v => (v.Name, v.Type, v.Default?.GetRawText())).ShouldBe(
        [
            ("folder", VariableType.Text, "\"/srv/data\""), ("older_than", VariableType.Duration, "\"7d\""), ("limit", VariableType.Number, "20"),
            ("dry", VariableType.Boolean, "false"), ("names", VariableType.List, """["a","007"]"""), ("level", VariableType.Choice, "\"low\""),
            ("code", VariableType.Text, "\"1.50\""), ("customer", VariableType.Text, null),
        ]);
    }

    [Fact]
    public void Steps_are_named_by_kind_and_number_where_the_owner_gave_no_name()
    {
        Sample.Agent(Sample.Full).Steps.Select(s => s.Name).ShouldBe(
            ["scan", "program-1", "http-1", "tell", "tool-1", "tool-2", "pause-1", "pause-2", "wait-1", "ask", "question-1", "agent-1"]);
    }

    [Fact]
    public void Arguments_stay_as_they_are_written_even_where_they_look_like_numbers()
    {
        var step = (ProgramStep)Sample.Agent(Sample.Full).Steps[0];

        step.Command.Select(c => c.Text).ShouldBe(["bash", "-c", "du {{folder}} {{older_than}}", "0644", "1.0", "true"]);
        (step.HasNoEffects, step.Timeout, step.Retry).ShouldBe((true, TimeSpan.FromMinutes(5), new RetryPolicy(3, TimeSpan.FromSeconds(5), 1.5, TimeSpan.FromMinutes(1))));
        step.Environment["LIMIT"].Text.ShouldBe("{{limit}}");
    }

    [Fact]
    public void A_shell_is_used_only_when_asked_for() =>
        ((ProgramStep)Sample.Agent(Sample.Full).Steps[1]).Command.Select(c => c.Text).ShouldBe(["sh", "-c", "ls | wc -l"]);

    [Fact]
    public void An_http_step_is_an_address_or_a_map()
    {
        var agent = Sample.Agent(Sample.Full);

        var get = (HttpStep)agent.Steps[2];
        (get.Method, get.Url.Text, get.Retry.Attempts).ShouldBe(("GET", "https://example.com/{{code}}", 2));
        var post = (HttpStep)agent.Steps[3];
        (post.Method, post.Confidence!.Text, post.WaitForActions, post.When.Kind).ShouldBe(("POST", "0.9", true, StepConditionKind.Expression));
        post.Expect.ShouldBe([200, 202]);
    }

    [Theory]
    [InlineData("wait: 10m", "10m", null)]
    [InlineData("pause: 10m", "10m", null)]
    [InlineData("pause: {for: 10m}", "10m", null)]
    [InlineData("wait: {until: \"08:00\"}", null, "08:00")]
    [InlineData("pause: {until: \"2026-11-01T08:00:00Z\"}", null, "2026-11-01T08:00:00Z")]
    public void A_pause_has_two_spellings(string step, string? length, string? until)
    {
        var pause = Sample.Step<WaitStep>(step);

        (pause.For?.Text, pause.Until?.Text).ShouldBe((length, until));
    }

    [Theory]
    [InlineData("tool: file.list\nwait: true", true)]
    [InlineData("tool: file.list\nwait: false", false)]
    [InlineData("tool: file.list", false)]
    public void Wait_beside_a_kind_says_whether_the_run_waits_for_its_actions(string step, bool waits) =>
        Sample.Step<ToolStep>(step).WaitForActions.ShouldBe(waits);

    [Theory]
    [InlineData("program: [ls]\neffects: none\nrepeatable: true\nenv: {A: b}\ninput: x")]
    [InlineData("program: {run: [ls], effects: none, repeatable: true, env: {A: b}, input: x}")]
    public void What_belongs_to_a_program_stands_beside_it_or_in_it(string step)
    {
        var program = Sample.Step<ProgramStep>(step);

        (program.HasNoEffects, program.Repeatable, program.Environment["A"].Text, program.Input!.Text).ShouldBe((true, true, "b", "x"));
    }

    [Theory]
    [InlineData("success", StepConditionKind.Success)]
    [InlineData("failure", StepConditionKind.Failure)]
    [InlineData("always", StepConditionKind.Always)]
    [InlineData("\"{{run.number}} > 3\"", StepConditionKind.Expression)]
    public void A_step_says_when_it_runs(string when, StepConditionKind kind) =>
        Sample.Step<WaitStep>($"pause: 1s\nwhen: {when}").When.Kind.ShouldBe(kind);

    [Fact]
    public void Values_of_the_host_can_be_read_everywhere() =>
        Sample.Step<HttpStep>("http: \"{{practice.url}}/x\"").Url.Text.ShouldBe("{{practice.url}}/x");

    [Fact]
    public void An_alias_repeats_what_its_anchor_holds() =>
        Sample.Agent("steps: [{pause: &long 10m}, {pause: *long}]").Steps.Cast<WaitStep>().Select(s => s.For!.Text).ShouldBe(["10m", "10m"]);

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_are_no_obstacle() =>
        Sample.Agent("\uFEFFtitle: Tidy up\r\nsteps:\r\n  - pause: 1s\r\n").Title.ShouldBe("Tidy up");
}
