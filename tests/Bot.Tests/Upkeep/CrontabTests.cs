using ChatRuns.Bot.Control;

namespace ChatRuns.Bot.Tests.Upkeep;

/// <summary>Crontabs as cron reads them (crontab(5)).</summary>
public sealed class CrontabTests
{
    [Theory]
    [InlineData("0 7 * * 1-5 /usr/bin/backup --all", "0 7 * * 1-5", "/usr/bin/backup --all")]
    [InlineData("  */5\t*  * * MON,FRI   echo hello  ", "*/5 * * * MON,FRI", "echo hello")]
    [InlineData("@daily true", "@daily", "true")]
    [InlineData("@midnight true", "@daily", "true")]
    [InlineData("@Annually true", "@yearly", "true")]
    [InlineData("@reboot true", "@reboot", "true")]
    [InlineData("-0 5 * * * true", "0 5 * * *", "true")]
    [InlineData("0 5 * * * true # not a comment", "0 5 * * *", "true # not a comment")]
    [InlineData(@"0 5 * * * date +\%F", "0 5 * * *", "date +%F")]
    [InlineData(@"0 5 * * * grep 'a\.b' x", "0 5 * * *", @"grep 'a\.b' x")]
    public void An_entry_is_a_time_and_a_command(string line, string cron, string command)
    {
        var (jobs, notes) = Crontab.Read(line, hasUsers: false);

        notes.ShouldBeEmpty();
        (jobs.Single().Cron, jobs.Single().Command, jobs.Single().Input).ShouldBe((cron, command, null));
    }

    [Fact]
    public void What_follows_a_percent_sign_is_what_the_command_reads()
    {
        var job = Crontab.Read(@"0 5 * * * mail -s 100\% ops%Dear ops,%all is \% well.", hasUsers: false).Jobs.Single();

        (job.Command, job.Input).ShouldBe(("mail -s 100% ops", "Dear ops,\nall is % well.\n"));
    }

    [Fact]
    public void Variables_count_for_the_entries_below_them()
    {
        var jobs = Crontab.Read("PATH=/bin\n0 1 * * * first\nPATH = \"/usr/bin:/bin\"\nNAME=' a b '\nSHELL=/bin/bash\nCRON_TZ=Europe/Berlin\n0 2 * * * second", hasUsers: false).Jobs;

        jobs[0].Environment.ShouldBe([new("PATH", "/bin")]);
        (jobs[0].Shell, jobs[0].Zone).ShouldBe(("/bin/sh", null));
        jobs[1].Environment.ShouldBe([new("PATH", "/usr/bin:/bin"), new("NAME", " a b ")]);
        (jobs[1].Line, jobs[1].Shell, jobs[1].Zone).ShouldBe((7, "/bin/bash", "Europe/Berlin"));
    }

    [Fact]
    public void Comments_right_above_an_entry_are_its_own_and_entries_that_were_commented_out_are_not()
    {
        var jobs = Crontab.Read("# A crontab\n\n# The backup\n#0 4 * * * old\n# of the shop\n0 5 * * * new\n0 6 * * * next", hasUsers: false).Jobs;

        jobs[0].Comments.ShouldBe(["The backup", "of the shop"]);
        jobs[1].Comments.ShouldBeEmpty();
    }

    [Fact]
    public void A_systems_crontab_has_a_user_who_is_told()
    {
        var (jobs, notes) = Crontab.Read("0 5 * * * somebody  run-parts /etc\n0 6 * * * root", hasUsers: true);

        jobs.Single().Command.ShouldBe("run-parts /etc");
        notes.Select(n => (n.Line, n.IsLost)).ShouldBe([(1, false), (2, true)]);
        notes[0].Message.ShouldStartWith("It ran as somebody;");
    }

    [Theory]
    [InlineData("MAILTO=ops@example.org", false)]
    [InlineData("0 5 * *", true)]
    [InlineData("what is this", true)]
    [InlineData("@daily", true)]
    public void What_has_no_counterpart_is_told_with_its_line(string line, bool isLost)
    {
        var (jobs, notes) = Crontab.Read("\n" + line, hasUsers: false);

        jobs.ShouldBeEmpty();
        (notes.Single().Line, notes.Single().IsLost).ShouldBe((2, isLost));
    }

    [Theory]
    [InlineData("/usr/local/bin/Backup_Shop.sh --all", "backup-shop")]
    [InlineData("FOO=1 BAR=2 tidy", "tidy")]
    [InlineData("cd /srv && ./sync.py", "sync")]
    [InlineData("[ -x /bin/x ] && \"/bin/x\"", "x")]
    [InlineData("((", "job")]
    public void An_entry_is_named_after_its_program(string command, string name) =>
        CrontabDraft.NameOf(Crontab.Read("0 5 * * * " + command, hasUsers: false).Jobs.Single()).ShouldBe(name);
}
