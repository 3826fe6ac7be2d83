using System.Text;
using ChatRuns.Agents;
using ChatRuns.Bot.Control;

namespace ChatRuns.Bot.Tests.Upkeep;

/// <summary>check, new agent and import crontab.</summary>
public sealed class AgentVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatruns-agents-").FullName;
    private readonly StringWriter _said = new() { NewLine = "\n" };
    private readonly StringWriter _complained = new() { NewLine = "\n" };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_mistake_is_told_with_file_line_and_column()
    {
        await WriteAsync("good.yaml", "steps: [{ program: [ls] }]\n");
        await WriteAsync("bad.yaml", "steps:\n  - program: [ls]\n    timeout: soon\n");

        (await AgentVerbs.CheckAsync(_folder, _said)).ShouldBe(1);

        _said.ToString().ShouldStartWith($"{_folder}/bad.yaml:3:14: ");
        _said.ToString().ShouldEndWith("1 good agent, 1 mistake.\n");
    }

    [Fact]
    public async Task The_sample_agents_are_good()
    {
        (await AgentVerbs.CheckAsync(Path.Combine(RepositoryRoot.Path, "agents"), _said)).ShouldBe(0);

        _said.ToString().ShouldBe("3 good agents, 0 mistakes.\n");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told() =>
        (await Should.ThrowAsync<SettingsException>(() => AgentVerbs.CheckAsync(_folder + "/nowhere", _said))).Message.ShouldContain("cannot be read");

    [Fact]
    public async Task The_verb_ends_with_1_for_a_mistake()
    {
        await WriteAsync("bad.yaml", "steps: 7\n");

        var named = await VerbProcess.RunAsync(_folder, "check", _folder);
        var ofSettings = await VerbProcess.RunAsync(_folder, "check", "--AgentsFolder", _folder);

        (named.ExitCode, named.Complained).ShouldBe((1, ""));
        (ofSettings.ExitCode, ofSettings.Said, ofSettings.Complained).ShouldBe((1, named.Said, ""));
    }

    [Fact]
    public async Task A_new_agent_is_a_draft_without_mistakes_and_overwrites_nothing()
    {
        (await AgentVerbs.NewAsync("tidy-up", _folder, _said, _complained)).ShouldBe(0);
        (await AgentVerbs.CheckAsync(_folder, _said)).ShouldBe(0);
        ReadAgent("tidy-up").Status.ShouldBe(AgentStatus.Draft);

        (await AgentVerbs.NewAsync("tidy-up", _folder, _said, _complained)).ShouldBe(1);
        _complained.ToString().ShouldStartWith("There is an agent tidy-up in ");
    }

    [Theory]
    [InlineData("Tidy Up")]
    [InlineData("mine")]
    [InlineData("../elsewhere")]
    public async Task A_name_that_no_agent_can_have_is_refused(string name)
    {
        (await AgentVerbs.NewAsync(name, _folder, _said, _complained)).ShouldBe(1);

        _complained.ToString().ShouldNotBeEmpty();
        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_crontab_becomes_drafts_that_do_what_its_entries_did()
    {
        const string crontab = """
            PATH=/usr/bin:/bin
            MAILTO=ops

            # Back the shop up
            30 2 * * * /opt/backup.sh --format '{{.Name}}' > /dev/null
            @daily backup now%y%
            @reboot start-all
            0 0 31 2 * never
            """;

        (await ImportAsync(crontab)).ShouldBe(1);

        _said.ToString().ShouldContain($"line 5: wrote {_folder}/backup.yaml\n");
        _said.ToString().ShouldContain($"line 6: wrote {_folder}/backup-2.yaml\n");
        _said.ToString().ShouldContain("2 drafts written, 2 not taken.");
        _complained.ToString().ShouldContain("line 7: ");
        _complained.ToString().ShouldContain("line 8: ");
        var agent = ReadAgent("backup");
        (agent.Title, agent.Status).ShouldBe(("Back the shop up", AgentStatus.Draft));
        agent.Triggers.OfType<CronTrigger>().Single().Cron.ShouldBe("30 2 * * *");
        agent.Triggers.OfType<CronTrigger>().Single().Zone.ShouldBe("Europe/Berlin");
        var step = agent.Steps.OfType<ProgramStep>().Single();
        step.Command.Select(word => word.Text).ShouldBe(["/bin/sh", "-c", @"/opt/backup.sh --format '\{{.Name}}' > /dev/null"]);
        step.Environment.Keys.ShouldBe(["PATH"]);
        ReadAgent("backup-2").Steps.OfType<ProgramStep>().Single().Input!.Text.ShouldBe("y\n\n");
    }

    [Fact]
    public async Task An_import_overwrites_nothing_and_takes_no_word_of_the_commands()
    {
        await WriteAsync("other.yaml", "name: tidy\nsteps: [{ program: [ls] }]\n");

        (await ImportAsync("0 1 * * * tidy\n0 2 * * * mine\n0 3 * * * tidy")).ShouldBe(0);

        Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order().ShouldBe(["mine-2.yaml", "other.yaml", "tidy-2.yaml", "tidy-3.yaml"]);
    }

    [Fact]
    public async Task A_variable_that_looks_like_a_secret_is_told_and_not_written()
    {
        (await ImportAsync("DB_PASSWORD=Xk29fLq81zTr44\n0 1 * * * tidy")).ShouldBe(1);

        _complained.ToString().ShouldStartWith("line 2: ");
        Directory.EnumerateFiles(_folder).ShouldBeEmpty();
    }

    private Task<int> ImportAsync(string text) =>
        AgentVerbs.ImportAsync("crontab", text, hasUsers: false, _folder, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), _said, _complained);

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_folder, file), text, Encoding.UTF8);

    private Agent ReadAgent(string name)
    {
        var reading = new AgentFile(HostValues.Roots).Read(name + ".yaml", File.ReadAllBytes(Path.Combine(_folder, name + ".yaml")), AgentDefaults.None);
        reading.Problems.ShouldBeEmpty();
        return reading.Agent!;
    }
}
