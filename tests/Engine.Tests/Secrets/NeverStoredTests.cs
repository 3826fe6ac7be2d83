using System.Text;
using ChatRuns.Runs;
using ChatRuns.Tools;

namespace ChatRuns.Engine.Tests.Secrets;

/// <summary>After runs that echo a secret wherever they can, no byte on disk holds it.</summary>
public sealed class NeverStoredTests
{
    private const string Value = "s3cr3t+of<the>shop";
    private static readonly Dictionary<string, string> s_secrets = new() { ["CHATRUNS_SECRET_SHOP"] = Value };

    [Fact]
    public async Task A_program_that_echoes_its_secret_leaves_none_of_it_on_disk()
    {
        await using var bench = await EngineBench.OpenAsync(s_secrets, ("leak", $$$"""
            run_title: "Leak"
            steps:
              - name: scan
                env: { TOKEN: "{{secret.SHOP}}" }
                program:
                  - bash
                  - -c
                  - |
                    echo "plain $TOKEN"
                    echo "error $TOKEN" >&2
                    printf '%s' "split "; printf '%s\n' "$TOKEN"
                    echo "{\"chatruns\":\"log\",\"level\":\"warning\",\"text\":\"said $TOKEN\"}"
                    echo "{\"chatruns\":\"progress\",\"percent\":5,\"text\":\"with $TOKEN\"}"
                    echo "{\"chatruns\":\"output\",\"name\":\"token\",\"value\":\"$TOKEN\"}"
                    echo "{\"chatruns\":\"output\",\"name\":\"big\",\"value\":\"$(printf 'x%.0s' {1..9000}) $TOKEN\"}"
                    echo "{\"chatruns\":\"file\",\"name\":\"note.txt\",\"text\":\"$TOKEN\"}"
                    echo "{\"chatruns\":\"report\",\"markdown\":\"# $TOKEN\"}"
                    echo "{\"chatruns\":\"summary\",\"text\":\"$(printf 'y%.0s' {1..290}) $TOKEN\"}"
                    echo "{\"chatruns\":\"propose\",\"tool\":\"probe.change\",\"arguments\":{\"what\":\"use $TOKEN\"},\"reason\":\"because $TOKEN\",\"target\":\"$TOKEN\"}"
              - { name: look, tool: probe.look, with: { what: "{{steps.scan.output.big}}" } }
            """));
        bench.Look.Answer = _ => throw new ToolException(ToolFault.Failed, new string('z', 1990) + Value);

        var run = await bench.RunAsync("leak");
        await bench.Engine.CancelAsync(run.Number, EngineBench.Otto, null, EngineBench.Cancel);

        run.Status.ShouldBe(RunStatus.Failed);
        run.Actions.Count.ShouldBe(1, run.End?.Error?.Message);
        var log = await bench.Engine.ReadLogTailAsync(run.Number, 100, EngineBench.Cancel);
        log.SelectMany(e => e.Event is LogWritten w ? w.Lines : []).Select(l => l.Text).ShouldContain("plain «secret SHOP»");
        ShouldHoldNothingOf(bench, Value);
    }

    [Theory]
    [InlineData("echo x >&2; pad 990 >&2; exit 3")]
    [InlineData("pad 990; exit 3")]
    [InlineData("pad 65525")]
    [InlineData("pad 65525 >&2")]
    [InlineData("echo \"{\\\"chatruns\\\":\\\"summary\\\",\\\"text\\\":\\\"$(pad 288)\\\"}\"")]
    [InlineData("echo \"{\\\"chatruns\\\":\\\"progress\\\",\\\"text\\\":\\\"$(pad 288)\\\"}\"")]
    [InlineData("echo \"{\\\"chatruns\\\":\\\"propose\\\",\\\"tool\\\":\\\"probe.change\\\",\\\"arguments\\\":{\\\"what\\\":\\\"x\\\"},\\\"reason\\\":\\\"$(pad 1990)\\\"}\"")]
    public async Task What_is_cut_is_masked_before(string script)
    {
        await using var bench = await EngineBench.OpenAsync(s_secrets, ("leak", $$$"""
            steps:
              - name: scan
                env: { TOKEN: "{{secret.SHOP}}" }
                program:
                  - bash
                  - -c
                  - |
                    pad() { head -c "$1" /dev/zero | tr '\0' z; echo "$TOKEN$(head -c 985 /dev/zero | tr '\0' y)"; }
                    {{{script}}}
            """));

        (await bench.RunAsync("leak")).Status.IsOver().ShouldBeTrue();

        ShouldHoldNothingOf(bench, Value[..9]);
        ShouldHoldNothingOf(bench, Value[^9..]);
    }

    [Fact]
    public async Task A_tools_answer_is_masked_before_it_is_cut_for_the_record()
    {
        await using var bench = await EngineBench.OpenAsync(s_secrets, ("reader", "steps: [{ name: look, tool: probe.look, with: { what: disk } }]"));
        var text = new string('z', 2018) + Value + new string('y', 500);
        bench.Look.Answer = _ => Task.FromResult(new ToolResult(Some.Json($$"""{"text":"{{text}}"}""")));

        (await bench.RunAsync("reader")).Calls.ShouldHaveSingleItem().Result.ShouldNotBeNull().ShouldEndWith("…");

        ShouldHoldNothingOf(bench, Value[..9]);
    }

    [Fact]
    public async Task Variables_answers_and_reasons_that_hold_a_secret_are_masked()
    {
        await using var bench = await EngineBench.OpenAsync(s_secrets, ("asker", """
            variables: { note: none }
            steps:
              - { name: ask, question: "{{note}}?" }
              - { name: change, tool: probe.change, with: { what: "{{steps.ask.output.answer}}" } }
            """));
        var run = await bench.RunAsync("asker", variables: ("note", "the key is " + Value));

        await bench.Engine.AnswerAsync(run.Number, "ask", "use " + Value, EngineBench.Otto, EngineBench.Cancel);
        await bench.GoAsync();
        await bench.RejectAsync(await bench.ActionAsync(run.Number), EngineBench.Ada, "never " + Value);

        ShouldHoldNothingOf(bench, Value);
    }

    [Fact]
    public async Task What_a_tool_answers_and_how_it_is_taken_back_are_masked()
    {
        await using var bench = await EngineBench.OpenAsync(s_secrets, ("tidy", """
            approval: { approvers: [approver] }
            steps: [{ name: change, tool: probe.change, with: { what: x, token: "{{secret.SHOP}}" } }]
            """));
        bench.Change.Answer = _ => Task.FromResult(new ToolResult(
            Some.Json($$"""{"sent":"{{Value}}"}"""), new("probe.change", Some.Json($$"""{"what":"back","token":"{{Value}}"}"""))));
        var run = await bench.RunAsync("tidy");
        await bench.ApproveAsync(await bench.ActionAsync(run.Number));
        await bench.GoAsync();

        await bench.Engine.UndoAsync(new(run.Number, 1), EngineBench.Mia, EngineBench.Cancel);
        await bench.GoAsync();

        ShouldHoldNothingOf(bench, Value);
        bench.Change.Calls.Last().Arguments.GetProperty("token").GetString().ShouldBe(Value);
    }

    [Fact]
    public async Task A_secret_that_is_not_there_fails_the_step_with_its_name_and_the_remedy()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", "steps: [{ name: look, tool: probe.look, with: { what: \"{{secret.NONE}}\" } }]"));

        var error = (await bench.RunAsync("reader")).End!.Error!;

        error.Cause.ShouldBe(Cause.MissingSecret);
        error.Message.ShouldContain("CHATRUNS_SECRET_NONE");
    }

    private static void ShouldHoldNothingOf(EngineBench bench, string value)
    {
        string[] forms =
        [
            value, value[..^1], System.Text.Json.JsonEncodedText.Encode(value).Value, Uri.EscapeDataString(value), Convert.ToBase64String(Encoding.UTF8.GetBytes(value)),
        ];
        var files = 0;
        foreach (var (file, bytes) in bench.Stored())
        {
            files++;
            foreach (var form in forms)
                bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(form)).ShouldBe(-1, $"{file} holds '{form}'");
        }

        files.ShouldBeGreaterThan(1);
    }
}
