using System.Text;
using ChatRuns.Agents;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Steps;

public sealed class ProgramRunnerTests
{
    [Fact]
    public async Task A_program_is_started_and_its_lines_are_log_and_output()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("echo one; echo two >&2; echo three"));

        outcome.Error.ShouldBeNull();
        bench.Log.Of("out").ShouldBe(["one", "three"]);
        bench.Log.Of("err").ShouldBe(["two"]);
        outcome.Member("stdout").GetString().ShouldBe("one\nthree");
        outcome.Member("exit").GetInt32().ShouldBe(0);
        bench.Ledger.All().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_that_says_nothing_is_fine()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Program("true"));

        outcome.Error.ShouldBeNull();
        outcome.Member("stdout").GetString().ShouldBe("");
        bench.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_shell_reads_the_arguments()
    {
        using var bench = new Bench();
        bench.Variables["folder"] = "a b; touch pwned $(touch pwned) \"'*";

        await bench.RunAsync(Bench.Program("printf", "%s|", "{{folder}}", "$HOME"));

        bench.Log.Of("out").ShouldBe(["a b; touch pwned $(touch pwned) \"'*|$HOME|"]);
        File.Exists(Path.Combine(bench.Folder, "pwned")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_environment_is_clean_and_holds_the_runs_facts()
    {
        using var bench = new Bench { Rejections = """[{"tool":"file.delete"}]""" };
        bench.Variables["old-folder"] = "/srv/x";
        bench.Secrets["TOKEN"] = "s3cret";
        Environment.SetEnvironmentVariable("SECRET_X", "of the bot");
        var step = Bench.Bash("env; cat \"$CHATRUNS_REJECTIONS\"") with
        {
            Environment = new Dictionary<string, Template> { ["API"] = Template.Parse("{{secret.TOKEN}}"), ["CHATRUNS_TAG"] = Template.Parse("stolen") },
        };

        await bench.RunAsync(step);

        var lines = bench.Log.Of("out");
        lines.ShouldNotContain(l => l.StartsWith("SECRET_X", StringComparison.Ordinal));
        foreach (var expected in new[]
                 {
                     "VAR_OLD_FOLDER=/srv/x", "API=s3cret", "CHATRUNS_RUN=7", "CHATRUNS_AGENT=sweeper", "CHATRUNS_STEP=scan", "CHATRUNS_ATTEMPT=1",
                     "CHATRUNS_TEST=0", $"CHATRUNS_FOLDER={bench.Folder}", """[{"tool":"file.delete"}]""", $"CHATRUNS_TAG={bench.Ledger.TagOf(7)}",
                 })
            lines.ShouldContain(expected);
        string[] known = ["PATH", "HOME", "USER", "LANG", "LC_*", "TZ", "TMPDIR", "DOTNET_ROOT", "PWD", "SHLVL", "_", "API", "VAR_*", "CHATRUNS_*"];
        lines.Where(l => l.Contains('=', StringComparison.Ordinal)).Select(l => l.Split('=')[0])
            .Where(name => !known.Any(k => k == name || (k.EndsWith('*') && name.StartsWith(k[..^1], StringComparison.Ordinal))))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Input_reaches_standard_input_and_without_input_it_is_at_its_end()
    {
        using var bench = new Bench();
        bench.Variables["days"] = "30";

        await bench.RunAsync(Bench.Program("cat") with { Input = Template.Parse("days {{days}} ü") });
        await bench.RunAsync(Bench.Bash("cat; echo end"));

        bench.Log.Of("out").ShouldBe(["days 30 ü", "end"]);
    }

    [Fact]
    public async Task A_program_may_ignore_a_large_input()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Program("true") with { Input = Template.Parse(new string('x', 1_000_000)) });

        outcome.Error.ShouldBeNull();
    }

    [Fact]
    public async Task Another_exit_code_than_0_is_told_with_the_last_words()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("echo fine; echo 'the token has expired' >&2; exit 3"));

        outcome.Error!.Cause.ShouldBe(Cause.NonZeroExit);
        outcome.Error.Message.ShouldBe("bash ended with exit code 3. Its last words:\nthe token has expired");
        outcome.MayRetry.ShouldBeTrue();
        outcome.Member("exit").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Where_standard_error_is_silent_the_last_words_are_those_of_standard_output()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("echo 'no space left'; exit 1"));

        outcome.Error!.Message.ShouldEndWith("no space left");
    }

    [LinuxFact]
    public async Task A_signal_that_ended_it_is_named()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("kill -SEGV $$"));

        outcome.Error!.Cause.ShouldBe(Cause.NonZeroExit);
        outcome.Error.Message.ShouldContain("signal 11, SIGSEGV");
    }

    [Theory]
    [InlineData("no-such-program-anywhere", "There is no program no-such-program-anywhere in any folder of the bot's PATH. Install it")]
    [InlineData("/no/such/program", "There is no program /no/such/program")]
    [InlineData("./scan.sh", "Put it there, or write its full path")]
    [InlineData("", "The command is empty")]
    public async Task A_program_that_is_not_there_is_told_with_the_remedy(string name, string said)
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Program(name));

        outcome.Error!.Cause.ShouldBe(Cause.ProgramNotFound);
        outcome.Error.Message.ShouldContain(said);
        outcome.MayRetry.ShouldBeFalse();
    }

    [LinuxFact]
    public async Task A_program_that_may_not_be_executed_is_told_with_the_remedy()
    {
        using var bench = new Bench();
        var file = Path.Combine(bench.Root, "scan.py");
        await File.WriteAllTextAsync(file, "print(1)");

        var outcome = await bench.RunAsync(Bench.Program(file));

        outcome.Error!.Cause.ShouldBe(Cause.ProgramNotFound);
        outcome.Error.Message.ShouldBe($"{file} is not executable. Run 'chmod +x' on it, or start it by its interpreter, such as [python3, {file}].");
    }

    [LinuxFact]
    public async Task A_script_whose_interpreter_is_missing_counts_as_not_found()
    {
        using var bench = new Bench();
        Script(bench.Folder, "scan.sh", "#!/no/such/interpreter\n");

        var outcome = await bench.RunAsync(Bench.Program("./scan.sh"));

        outcome.Error!.Cause.ShouldBe(Cause.ProgramNotFound);
        outcome.Error.Message.ShouldContain("scan.sh");
    }

    [Fact]
    public async Task A_script_beside_the_agents_is_found_by_its_relative_path()
    {
        using var folder = new Bench();
        using var bench = new Bench { Options = new() { AgentsFolder = folder.Root } };
        Script(folder.Root, "scan.sh", "#!/usr/bin/env bash\necho \"in $PWD\"\n");

        await bench.RunAsync(Bench.Program("./scan.sh"));

        bench.Log.Of("out").ShouldBe([$"in {bench.Folder}"]);
    }

    [Fact]
    public async Task A_test_run_starts_nothing_and_shows_the_command_without_secrets()
    {
        using var bench = new Bench { IsTest = true };
        bench.Secrets["TOKEN"] = "s3cret";
        var step = Bench.Program("touch", "it's", "{{secret.TOKEN}}", "a\u202Eb") with
        {
            Environment = new Dictionary<string, Template> { ["KEY"] = Template.Parse("{{secret.TOKEN}}") },
        };

        var outcome = await bench.RunAsync(step);

        outcome.Preview.ShouldBe("KEY={{secret.TOKEN}} touch 'it'\\''s' {{secret.TOKEN}} 'a⟨U+202E⟩b'");
        Directory.Exists(bench.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_test_run_starts_a_program_without_effects_and_tells_it()
    {
        using var bench = new Bench { IsTest = true };

        var outcome = await bench.RunAsync(Bench.Bash("echo $CHATRUNS_TEST") with { HasNoEffects = true });

        outcome.Preview.ShouldBeNull();
        bench.Log.Of("out").ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("{{nothing}}", Cause.MissingValue)]
    [InlineData("{{secret.NOTHING}}", Cause.MissingSecret)]
    [InlineData("a\0b", Cause.InvalidArguments)]
    public async Task A_command_that_cannot_be_filled_in_is_told_apart(string word, Cause cause)
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Program("echo", word));

        outcome.Error!.Cause.ShouldBe(cause);
        outcome.MayRetry.ShouldBeFalse();
    }

    [LinuxFact]
    public async Task An_argument_too_big_for_the_machine_is_told_with_the_remedy()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Program("echo", new string('x', 3_000_000)));

        outcome.Error!.Cause.ShouldBe(Cause.InvalidArguments);
        outcome.Error.Message.ShouldContain("'input'");
    }

    [Fact]
    public async Task A_working_folder_that_cannot_be_made_is_told_and_its_place_only_to_the_log()
    {
        using var bench = new Bench();
        await File.WriteAllTextAsync(bench.Folder, "in the way");

        var outcome = await bench.RunAsync(Bench.Program("true"));

        outcome.Error!.Cause.ShouldBe(Cause.Internal);
        outcome.Error.Message.ShouldNotContain(bench.Folder);
        outcome.Fault.ShouldNotBeNull().Message.ShouldContain(bench.Folder);
    }

    [Fact]
    public async Task Twenty_programs_at_once_do_not_disturb_each_other()
    {
        using var bench = new Bench();
        using var others = new Bench();

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => (i % 2 == 0 ? bench : others).RunAsync(Bench.Bash($"echo {i}"))));

        outcomes.Select(o => o.Member("stdout").GetString()).ShouldBe(Enumerable.Range(1, 20).Select(i => $"{i}"));
    }

    internal static void Script(string folder, string name, string text)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, text, new UTF8Encoding(false));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
