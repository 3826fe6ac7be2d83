using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Steps;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ChatRuns.Engine.Tests.Loops;

/// <summary>Targets of the settings (L8, S5): their variables, and what happens while one cannot be reached.</summary>
public sealed class TargetTests
{
    private const string Look = "targets: [eu-prod, us-prod]\nsteps: [{ name: look, tool: probe.look, with: { what: \"{{target.title}}: {{target.URL}}\" } }]";

    [Fact]
    public async Task What_cannot_be_reached_is_tried_again_with_growing_pauses_and_goes_on_when_it_is_there()
    {
        using var shut = Closed();
        await using var bench = await OpenAsync(
            new() { ["Targets:eu-prod:Check"] = $"tcp://127.0.0.1:{PortOf(shut)}", ["Targets:eu-prod:Variables:URL"] = "x" }, ("look", Look));

        var run = await bench.RunAsync("look");

        (run.Status, run.Unreached!.Attempt, run.Unreached.RetryAt).ShouldBe((RunStatus.Retrying, 1, bench.Time.GetUtcNow().AddSeconds(10)));
        (await bench.Engine.FindRowAsync(run.Number, EngineBench.Cancel))!.Status.ShouldBe(RunStatus.Retrying);
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        await bench.GoAsync();
        (await bench.FindAsync(run.Number)).Unreached!.RetryAt.ShouldBe(bench.Time.GetUtcNow().AddSeconds(20));
        bench.Look.Calls.ShouldBeEmpty();

        shut.Listen();
        bench.Time.Advance(TimeSpan.FromSeconds(20));
        await bench.GoAsync();
        run = await bench.FindAsync(run.Number);
        (run.Status, run.Unreached, run.Find("look")!.Attempt).ShouldBe((RunStatus.Completed, null, 1));
        bench.Get<TargetReach>().Last("eu-prod").ShouldBe(new TargetFound(bench.Time.GetUtcNow(), null));
    }

    [Fact]
    public async Task After_the_last_try_the_run_fails_as_target_unreachable_and_no_step_began()
    {
        using var shut = Closed();
        await using var bench = await OpenAsync(
            new() { ["Targets:eu-prod:Check"] = $"http://127.0.0.1:{PortOf(shut)}/health", ["Targets:eu-prod:Title"] = "Europe", ["Targets:eu-prod:Attempts"] = "2" }, ("look", Look));
        var run = await bench.RunAsync("look");

        bench.Time.Advance(TimeSpan.FromSeconds(10));
        await bench.GoAsync();

        run = await bench.FindAsync(run.Number);
        (run.Status, run.End!.Step, run.End.Error!.Cause, run.Steps.Count).ShouldBe((RunStatus.Failed, null, Cause.TargetUnreachable, 0));
        run.End.Summary.ShouldStartWith("Europe: ");
    }

    [Fact]
    public async Task A_cancel_ends_the_tries()
    {
        using var shut = Closed();
        await using var bench = await OpenAsync(new() { ["Targets:eu-prod:Check"] = $"tcp://127.0.0.1:{PortOf(shut)}" }, ("look", Look));
        var run = await bench.RunAsync("look");

        await bench.Engine.CancelAsync(run.Number, EngineBench.Otto, null, EngineBench.Cancel);
        await bench.GoAsync();

        (await bench.FindAsync(run.Number)).Status.ShouldBe(RunStatus.Canceled);
    }

    [Fact]
    public async Task Its_variables_are_read_by_steps_and_stand_in_the_environment_of_programs()
    {
        await using var bench = await OpenAsync(
            new() { ["Targets:us-prod:Title"] = "United States", ["Targets:us-prod:Variables:URL"] = "https://us.example.org", ["Targets:eu-prod:Variables:URL"] = "https://eu.example.org" },
            ("look", Look), ("env", "targets: [us-prod]\nsteps: [{ program: [bash, -c, \"echo $VAR_TARGET $VAR_TARGET_URL\"], effects: none }]"));

        var started = await bench.Engine.StartAsync(new("look", new Dictionary<string, JsonElement>(), "us-prod"), EngineBench.Ada, EngineBench.Cancel);
        await bench.GoAsync();
        var program = await bench.RunAsync("env");

        bench.Look.Calls.ShouldHaveSingleItem().Arguments.GetProperty("what").GetString().ShouldBe("United States: https://us.example.org");
        (await bench.FindAsync(started.ShouldBeOfType<StartResult.Started>().Number)).Queued.Target.ShouldBe("us-prod");
        (await bench.Engine.ReadLogTailAsync(program.Number, 10, EngineBench.Cancel)).SelectMany(e => ((LogWritten)e.Event!).Lines).Select(l => l.Text)
            .ShouldContain("us-prod https://us.example.org");
    }

    [Fact]
    public async Task One_target_that_cannot_be_reached_is_in_no_other_targets_way()
    {
        using var shut = Closed();
        await using var bench = await OpenAsync(
            new() { ["Targets:eu-prod:Check"] = $"tcp://127.0.0.1:{PortOf(shut)}", ["Targets:us-prod:Variables:URL"] = "x" },
            ("look", "overlap: queue\n" + Look.Replace("{{target.URL}}", "here", StringComparison.Ordinal)));
        var (eu, us) = (await StartOnAsync("eu-prod"), await StartOnAsync("us-prod"));
        var later = await StartOnAsync("eu-prod");
        await bench.GoAsync();

        (await bench.FindAsync(eu)).Status.ShouldBe(RunStatus.Retrying);
        (await bench.FindAsync(us)).Status.ShouldBe(RunStatus.Completed);
        (await bench.FindAsync(later)).HeldWhy.ShouldBe($"Waits for run #{eu} of the same agent.");
        shut.Listen();
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        await bench.GoAsync();
        (await bench.FindAsync(later)).Status.ShouldBe(RunStatus.Completed, "The end of the run before it on that target woke it");

        async Task<long> StartOnAsync(string target) =>
            (await bench.Engine.StartAsync(new("look", new Dictionary<string, JsonElement>(), target), EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<StartResult.Started>().Number;
    }

    [Fact]
    public async Task A_webhook_for_all_targets_starts_one_run_each_however_often_it_is_sent()
    {
        await using var bench = await EngineBench.OpenAsync(
            ("look", "targets: [eu-prod, us-prod]\ntriggers: [{ name: hook, webhook: { secret: \"{{secret.HOOK}}\" }, targets: all }]\nsteps: [{ tool: probe.look, with: { what: x } }]"));
        var message = new RunMessage(TriggerKind.Webhook, "m1", new('a', 64), new Dictionary<string, string>(), new Dictionary<string, string>(), null);

        var first = (await bench.Engine.TakeAsync(new("look", "hook", message), EngineBench.Cancel)).ShouldBeOfType<TakeResult.Started>();
        var again = (await bench.Engine.TakeAsync(new("look", "hook", message), EngineBench.Cancel)).ShouldBeOfType<TakeResult.Started>();

        again.All.ShouldBe(first.All);
        (await bench.Engine.ListRunsAsync(new(), new(), EngineBench.Cancel)).Rows.Select(r => r.Target).Order().ShouldBe(["eu-prod", "us-prod"]);
    }

    [Fact]
    public async Task A_target_that_the_settings_do_not_have_is_told_with_its_place()
    {
        await using var bench = await OpenAsync(new() { ["Targets:eu-prod:Check"] = "tcp://127.0.0.1:1" }, ("look", "targets:\n  - eu-prod\n  - eu-prdo\nsteps: [{ tool: probe.look, with: { what: x } }]"));

        bench.Engine.AgentProblems.ShouldHaveSingleItem().ShouldBe(
            new ShelfProblem("look.yaml", 3, 5, "The settings have no target 'eu-prdo', so it has no variables and is not checked.", "Did you mean 'eu-prod'?") { IsBlocking = false });
        bench.Engine.FindAgent("look").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Check", "eu.example.org", "The setting Targets:eu:Check cannot be \"eu.example.org\". It takes an address such as https://eu.example.org/health or tcp://10.0.0.5:5432.")]
    [InlineData("Check", "tcp://eu.example.org", "The setting Targets:eu:Check cannot be \"tcp://eu.example.org\". It takes an address such as https://eu.example.org/health or tcp://10.0.0.5:5432.")]
    [InlineData("Attempts", "0", "The setting Targets:eu:Attempts cannot be 0. It takes 1 to 100.")]
    [InlineData("Variables:name", "x", "The setting Targets:eu:Variables:name cannot be there: {{target.name}} is the target's own.")]
    [InlineData("Variables:a-b", "x", "The setting Targets:eu:Variables:a-b cannot be a variable: it has letters, digits and underscores, at most 64.")]
    public void A_wrong_setting_is_told_by_its_name(string setting, string value, string problem) =>
        TargetShelf.Problems(Settings(new() { [$"Targets:eu:{setting}"] = value })).ShouldHaveSingleItem().ShouldBe(problem);

    private static Dictionary<string, TargetOptions> Settings(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(TargetOptions.Section).Get<Dictionary<string, TargetOptions>>() ?? [];

    private static Task<EngineBench> OpenAsync(Dictionary<string, string?> settings, params (string Name, string Yaml)[] agents) => EngineBench.OpenAsync([], (services, _) =>
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return Task.CompletedTask;
    }, agents);

    // Its port is taken by nobody else, and takes no connection before it listens.
    private static Socket Closed()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
