using ChatRuns.Runs;
using ChatRuns.Steps;

namespace ChatRuns.Engine.Tests.Steps;

/// <summary>What a program says of what it used and of why it fails.</summary>
public sealed class UsageAndFailTests
{
    [Fact]
    public async Task Use_is_summed_by_model_also_of_a_program_that_fails()
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash("""
            echo '{"chatruns":"usage","model":"m-1","input_tokens":100,"output_tokens":20,"credits":0.5}'
            echo '{"chatruns":"usage","model":"m-1","input_tokens":1,"credits":0.25}'
            echo '{"chatruns":"usage","model":"m-2","output_tokens":3}'
            exit 3
            """));

        outcome.Error!.Cause.ShouldBe(Cause.NonZeroExit);
        bench.Meter.Used.ShouldBe(
        [
            new() { Model = "m-1", InputTokens = 101, OutputTokens = 20, Credits = 0.75m },
            new() { Model = "m-2", OutputTokens = 3 },
        ], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"chatruns":"usage"}""", "it needs 'input_tokens'")]
    [InlineData("""{"chatruns":"usage","input_tokens":-1}""", "'input_tokens' is a number from 0")]
    [InlineData("""{"chatruns":"usage","tokens":5}""", "it")]
    [InlineData("""{"chatruns":"fail","cause":"hunger","text":"x"}""", "'cause' is one of failed, not_configured")]
    [InlineData("""{"chatruns":"fail","cause":"rate_limit"}""", "it needs 'text'")]
    public async Task What_is_not_as_the_page_says_has_no_effect_and_is_told(string line, string said)
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Program("echo", line.Replace("{{", "\\{{", StringComparison.Ordinal)));

        outcome.Error.ShouldBeNull();
        bench.Meter.Used.ShouldBeEmpty();
        bench.Log.Of("warning").ShouldHaveSingleItem().ShouldContain(said);
    }

    [Theory]
    [InlineData("rate_limit", Cause.RateLimited, true)]
    [InlineData("service_timeout", Cause.ServiceTimedOut, true)]
    [InlineData("credential_expired", Cause.CredentialExpired, false)]
    [InlineData("account_expired", Cause.AccountExpired, false)]
    public async Task A_program_names_its_cause_and_only_what_may_pass_is_tried_again(string word, Cause cause, bool mayRetry)
    {
        using var bench = new Bench();

        var outcome = await bench.RunAsync(Bench.Bash($$"""echo '{"chatruns":"fail","cause":"{{word}}","text":"See the service."}'; exit 0"""));

        outcome.Error.ShouldBe(new StepError(cause, "See the service."));
        outcome.MayRetry.ShouldBe(mayRetry);
    }

    [Fact]
    public async Task Every_cause_that_a_program_can_name_is_on_its_page()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "agent-protocol.md"));

        AgentProtocol.Causes.Keys.ShouldAllBe(word => page.Contains($"`{word}`", StringComparison.Ordinal));
    }
}
