using System.Text;
using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Steps;

public sealed class ProgramMessagesTests
{
    [Fact]
    public async Task A_thousand_proposals_arrive_in_order()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("""
            for i in {1..1000}; do
              printf '{"chatruns":"propose","tool":"file.delete","arguments":{"path":"%d"},"confidence":0.5}\n' $i
            done
            """));

        outcome.Proposals.Select(p => p.Arguments.GetProperty("path").GetString()).ShouldBe(Enumerable.Range(1, 1000).Select(i => $"{i}"));
        outcome.Proposals.ShouldAllBe(p => p.MayGoAhead && p.Confidence == 0.5);
        bench.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Proposals_of_a_program_that_failed_stand_but_may_not_go_ahead_by_themselves()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("""echo '{"chatruns":"propose","tool":"t","arguments":{}}'; exit 1"""));

        outcome.Error!.Cause.ShouldBe(Cause.NonZeroExit);
        outcome.Proposals.ShouldHaveSingleItem().MayGoAhead.ShouldBeFalse();
    }

    [Fact]
    public async Task Proposals_may_refer_to_the_steps_own_secrets_only()
    {
        using var bench = new Bench();
        bench.Secrets["SHOP"] = "s3cret";
        var step = Bench.Bash("""echo '{"chatruns":"propose","tool":"t","arguments":{"token":"{{secret.SHOP}}"}}'""") with
        {
            Environment = new Dictionary<string, Template> { ["TOKEN"] = Template.Parse("{{secret.SHOP}}") },
        };

        var proposal = (await bench.RunAsync(step)).Proposals.ShouldHaveSingleItem();

        proposal.Secrets.ShouldBe(["SHOP"]);
        proposal.Arguments.GetProperty("token").GetString().ShouldBe("{{secret.SHOP}}");
    }

    [Fact]
    public async Task A_malformed_message_is_logged_with_its_line_number_and_itself()
    {
        using var bench = new Bench();

        const string script = """echo fine; echo '{"chatruns":"propose","tool":"t"}'; echo '{"chatruns":oops'; echo '{"level":"x"}'""";

        var outcome = await bench.RunAsync(Bench.Bash(script));

        outcome.Error.ShouldBeNull();
        outcome.Proposals.ShouldBeEmpty();
        bench.Log.Of("warning").Count.ShouldBe(2);
        bench.Log.Of("warning")[0].ShouldBe("ChatRuns: line 2 is a message that has no effect: it needs 'arguments'. See docs/agent-protocol.md.");
        bench.Log.Of("warning")[1].ShouldStartWith("ChatRuns: line 3 is a message that has no effect: it is not valid JSON");
        bench.Log.Of("out").ShouldBe(["fine", """{"chatruns":"propose","tool":"t"}""", """{"chatruns":oops""", """{"level":"x"}"""]);
    }

    [Fact]
    public async Task A_message_over_a_megabyte_is_told_where_to_put_its_content()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("""printf '{"chatruns":"report","markdown":"'; head -c 2000000 /dev/zero | tr '\0' x; echo '"}'"""));

        outcome.Report.ShouldBeNull();
        bench.Log.Of("warning").ShouldHaveSingleItem().ShouldContain("name a file by 'path'");
        bench.Log.Of("out").ShouldHaveSingleItem().ShouldEndWith("more bytes cut");
    }

    [Fact]
    public async Task Log_and_progress_are_told_while_it_runs()
    {
        using var bench = new Bench();
        using var cancel = new CancellationTokenSource();

        var run = bench.RunAsync(Bench.Bash("""
            echo '{"chatruns":"progress","percent":40,"text":"half"}'
            echo '{"chatruns":"log","level":"warning","text":"disk \u001b[31mfull\nsecond line"}'; exec sleep 1000
            """), cancel.Token);

        await bench.Log.LineAsync("second line");
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(run);
        bench.Log.Of("warning").ShouldBe(["disk full", "second line"]);
        bench.Log.Steps.ShouldHaveSingleItem().ShouldBe((40, "half"));
    }

    [Fact]
    public async Task A_flood_of_progress_is_thinned_out_and_its_last_word_is_heard()
    {
        using var bench = new Bench();

        await bench.RunAsync(Bench.Bash("""for i in {1..20000}; do echo "{\"chatruns\":\"progress\",\"text\":\"file $i\"}"; done"""));

        bench.Log.Steps.Count.ShouldBeLessThan(2000);
        bench.Log.Steps.Last().ShouldBe((null, "file 20000"));
    }

    [Theory]
    [InlineData("""{"name":"count","value":3}|{"name":"list","value":[1]}""", """{"count":3,"list":[1]}""")]
    [InlineData("""{"value":{"a":1,"b":2}}|{"name":"a","value":null}""", """{"a":null,"b":2}""")]
    [InlineData("""{"value":5}""", "5")]
    [InlineData("""{"value":null}""", "null")]
    [InlineData("""{"value":5}|{"name":"a","value":1}""", """{"a":1}""")]
    [InlineData("""{"name":"a","value":1}|{"value":[1,2]}""", "[1,2]")]
    public async Task Output_messages_make_one_output(string messages, string expected)
    {
        using var bench = new Bench();
        var lines = messages.Split('|').Select(m => $"echo '{m.Insert(1, "\"chatruns\":\"output\",")}'");

        var outcome = await bench.RunAsync(Bench.Bash(string.Join('\n', lines)));

        JsonSerializer.Serialize(outcome.Output).ShouldBe(expected);
    }

    [Fact]
    public async Task Report_and_summary_are_handed_over()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("""
            echo '{"chatruns":"summary","text":"3 files,\nall old"}'
            echo '# Report' > r.md; echo '{"chatruns":"report","path":"r.md"}'
            """));

        outcome.Report.ShouldBe("# Report\n");
        outcome.Summary.ShouldBe("3 files, all old");
    }

    [Fact]
    public async Task Files_are_read_when_the_program_has_exited()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("""
            echo '{"chatruns":"file","path":"sub/found.csv"}'
            echo '{"chatruns":"file","name":"note.txt","text":"old"}'
            echo '{"chatruns":"file","name":"note.txt","text":"ü"}'
            echo '{"chatruns":"file","name":"dot.bin","base64":"AAE=","type":"image/gif"}'
            echo '{"chatruns":"file","path":"empty.txt"}'
            mkdir sub; echo a,b > sub/found.csv; : > empty.txt
            """));

        outcome.Files.Select(f => (f.Name, f.MediaType, Encoding.UTF8.GetString(f.Content.Span))).ShouldBe(
            [("found.csv", "text/csv", "a,b\n"), ("note.txt", "text/plain", "ü"), ("dot.bin", "image/gif", "\0\u0001"), ("empty.txt", "text/plain", "")]);
        bench.Log.Of("warning").ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task Files_outside_the_working_folder_are_left_out_however_they_are_named()
    {
        using var bench = new Bench();
        await File.WriteAllTextAsync(Path.Combine(bench.Root, "secret.txt"), "s3cret");
        Directory.CreateDirectory(bench.Folder + "-not");
        await File.WriteAllTextAsync(Path.Combine(bench.Folder + "-not", "a"), "s3cret");

        var outcome = await bench.RunAsync(Bench.Bash("""
            ln -s ../secret.txt link; ln -s .. up; mkdir folder; mkfifo pipe; truncate -s 40M large
            for path in ../secret.txt /etc/hostname link up/secret.txt folder missing large '../run-not/a' '.' 'a\u0000b'; do
              echo "{\"chatruns\":\"file\",\"name\":\"x$((++i))\",\"path\":\"$path\"}"
            done
            echo '{"chatruns":"file","path":"pipe"}'
            """));

        outcome.Files.ShouldHaveSingleItem().Content.Length.ShouldBe(0);
        bench.Log.Of("warning").Count.ShouldBe(10);
        bench.Log.Of("warning")[0].ShouldBe("ChatRuns: The file 'x1' was left out: '../secret.txt' is not inside the working folder.");
        bench.Log.Of("warning")[2].ShouldContain("goes through a link");
        bench.Log.Of("warning")[6].ShouldContain("33554432 are the most");
    }
}
