using ChatRuns.Bot.Control;
using ChatRuns.Engine.Tests;
using Microsoft.Extensions.Configuration;

namespace ChatRuns.Bot.Tests.Settings;

/// <summary>Wrong and unknown settings, and the words that refuse them.</summary>
public sealed class SettingsCheckTests
{
    [Theory]
    [InlineData("Runs:MostAtOnce", "0", "The setting Runs:MostAtOnce cannot be \"0\". It takes a whole number from 1 to 10000.")]
    [InlineData("Runs:MostAtOnce", "many", "The setting Runs:MostAtOnce cannot be \"many\". It takes a whole number from 1 to 10000.")]
    [InlineData("Runs:MostAtOnce", "99999999999", "The setting Runs:MostAtOnce cannot be \"99999999999\". It takes a whole number from 1 to 10000.")]
    [InlineData("Runs:MostAtOnec", "8", "There is no setting Runs:MostAtOnec. Did you mean Runs:MostAtOnce?")]
    [InlineData("Runs:Colour", "red", "There is no setting Runs:Colour. See appsettings.sample.json for all of them.")]
    [InlineData("Planner:Grace", "soon", "The setting Planner:Grace cannot be \"soon\". It takes a length of time (hh:mm:ss) from 00:00:01 to 1.00:00:00.")]
    [InlineData("Storage:UseSystemSqlite", "perhaps", "The setting Storage:UseSystemSqlite cannot be \"perhaps\". It takes true or false.")]
    [InlineData("Storage:Readers", "65", "The setting Storage:Readers cannot be \"65\". It takes a whole number from 1 to 64.")]
    [InlineData("Tools:Files:KeepDays", "-1", "The setting Tools:Files:KeepDays cannot be \"-1\". It takes a whole number from 1 to 3650.")]
    [InlineData("Tools:DataFolder", "/srv", "There is no setting Tools:DataFolder. See appsettings.sample.json for all of them.")]
    [InlineData("Access:Roles:slack/T1/U1:0", "king", "The setting Access:Roles:slack/T1/U1:0 cannot be \"king\". It takes one of viewer, auditor, operator, approver, admin.")]
    [InlineData("Access:Roles:slack/T1/U1:0", "7", "The setting Access:Roles:slack/T1/U1:0 cannot be \"7\". It takes one of viewer, auditor, operator, approver, admin.")]
    [InlineData("Access:Roles:slack/T1/U1", "admin", "The setting Access:Roles:slack/T1/U1 cannot be \"admin\". It takes a list: write Access:Roles:slack/T1/U1:0 for its first value.")]
    [InlineData("Targets:eu-prod:Check", "eu.example.org", "The setting Targets:eu-prod:Check cannot be \"eu.example.org\". It takes an address such as https://eu.example.org/health or tcp://10.0.0.5:5432.")]
    [InlineData("Targets:eu-prod:Chekc", "tcp://a:1", "There is no setting Targets:eu-prod:Chekc. Did you mean Targets:eu-prod:Check?")]
    [InlineData("Targets:eu-prod:Attempts", "often", "The setting Targets:eu-prod:Attempts cannot be \"often\". It takes a whole number.")]
    [InlineData("Prices:gpt-5:Input", "cheap", "The setting Prices:gpt-5:Input cannot be \"cheap\". It takes a number.")]
    [InlineData("Prices:gpt-5:Inptu", "1", "There is no setting Prices:gpt-5:Inptu. Did you mean Prices:gpt-5:Input?")]
    [InlineData("Prices:gpt-5:Output", "-1", "The price of gpt-5 cannot be below 0. Prices:gpt-5:Input and Prices:gpt-5:Output are what a million tokens cost.")]
    [InlineData("Targets", "eu-prod", "The setting Targets cannot be \"eu-prod\". It takes a list: write Targets:0 for its first value.")]
    [InlineData("urls", "nonsense", "The setting urls cannot be \"nonsense\". It takes addresses such as http://127.0.0.1:5080, separated by semicolons.")]
    [InlineData("urls", "http://127.0.0.1:99999", "The setting urls cannot be \"http://127.0.0.1:99999\". It takes addresses such as http://127.0.0.1:5080, separated by semicolons.")]
    [InlineData("PublicUrl", "runs.example.org", "The setting PublicUrl cannot be \"runs.example.org\". It takes the address that people use, such as https://runs.example.org.")]
    public void A_wrong_or_unknown_setting_is_refused_in_words(string name, string value, string words) =>
        SettingsCheck.Problems(Given((name, value)), []).ShouldBe([words]);

    [Theory]
    [InlineData("urls", "http://127.0.0.1:0;https://localhost:5443;http://*:80;http://[::1]:8080")]
    [InlineData("PublicUrl", "https://runs.example.org/")]
    [InlineData("runs:mostatonce", "1")]
    [InlineData("Prices:gpt-5:Input", "1.25")]
    [InlineData("Targets:eu-prod:Variables:URL", "https://eu.example.org")]
    [InlineData("targets:eu-prod:check", "tcp://10.0.0.5:5432")]
    [InlineData("Tools:Files:Roots:reports", "/srv/reports")]
    [InlineData("Access:Roles:team-a:0", "approver")]
    [InlineData("Access:Groups:team-a:0", "slack/T1/U1")]
    [InlineData("Logging:LogLevel:ChatRuns", "Debug")]
    [InlineData("Storage", "a variable of the environment that happens to be called so")]
    public void A_right_setting_passes(string name, string value) => SettingsCheck.Problems(Given((name, value)), []).ShouldBeEmpty();

    [Fact]
    public void A_section_that_does_not_exist_is_refused_in_a_settings_file_by_name()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["appsettings.json"], """{ "Logging": {}, "Runs": { "Keep": 5 }, "Target": { "eu": { "Check": "tcp://a:1" } } }""");

        SettingsCheck.Problems(new ConfigurationBuilder().AddJsonFile(folder["appsettings.json"]).Build(), [])
            .ShouldBe(["There is no setting Target (appsettings.json). Did you mean Targets?"]);
    }

    [Theory]
    [InlineData("--DataFoldr /srv/runs", "There is no setting --DataFoldr. Did you mean --DataFolder?")]
    [InlineData("--Port=80", "There is no setting --Port. See appsettings.sample.json for all of them.")]
    [InlineData("-urls http://127.0.0.1:1", "-urls is not a setting. Settings begin with two dashes, such as --urls http://127.0.0.1:5080.")]
    [InlineData("--DataFolder", "The setting --DataFolder is given without a value.")]
    public void A_mistyped_name_on_the_command_line_is_refused(string line, string words) =>
        SettingsCheck.Problems(Given(), line.Split(' ')).ShouldBe([words]);

    [Theory]
    [InlineData("--urls http://127.0.0.1:0 --DataFolder=/srv/runs --Runs:MostAtOnce 4")]
    [InlineData("--Runs:MostAtOnce -1")]
    [InlineData("--environment Development")]
    public void A_known_name_on_the_command_line_passes(string line) => SettingsCheck.Problems(Given(), line.Split(' ')).ShouldBeEmpty();

    [Fact]
    public void Every_problem_is_told_apart()
    {
        var settings = Given(("Runs:MostAtOnce", "0"), ("Storage:Readers", "0"), ("Access:Roles:web:local:0", "admin"));

        var problems = SettingsCheck.Problems(settings, []).ToList();

        problems.Count.ShouldBe(3);
        problems.ShouldContain(p => p.Contains("%3A", StringComparison.Ordinal));
    }

    private static IConfiguration Given(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();
}
