using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Control;
using Microsoft.Extensions.Configuration;

namespace ChatRuns.Bot.Tests.Settings;

/// <summary>appsettings.sample.json against the options: every one, its default, and nothing else.</summary>
public sealed class SampleFileTests
{
    private static readonly string s_path = Find("appsettings.sample.json");

    public static TheoryData<string, string> Options()
    {
        var rows = new TheoryData<string, string>();
        foreach (var (section, type) in SettingsCheck.Sections)
            foreach (var (path, value) in Defaults(section, Activator.CreateInstance(type)!)) rows.Add(path, value);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_is_in_the_sample_with_its_default(string path, string value) => Leaves()[path].ShouldBe(value);

    [Fact]
    public void Settings_without_a_section_are_in_the_sample() =>
        SettingsCheck.Alone.ShouldAllBe(name => Leaves().ContainsKey(name));

    [Fact]
    public void Nothing_is_in_the_sample_that_is_no_option()
    {
        var known = SettingsCheck.Alone.Append(ChatRuns.Agents.TargetOptions.Section).Append(ChatRuns.Runs.PriceOptions.Section).Concat(Options().Select(row => (string)row[0]));

        Leaves().Keys.Except(known).ShouldBeEmpty();
    }

    [Fact]
    public void The_sample_as_it_is_means_the_same_as_no_settings_at_all()
    {
        var sample = new ConfigurationBuilder().AddJsonFile(s_path).Build();

        SettingsCheck.Problems(sample, []).ShouldBeEmpty();
        Control.Settings.From(sample).Folders.ShouldBe(Control.Settings.From(new ConfigurationBuilder().Build()).Folders);
        sample["urls"].ShouldBe(Server.DefaultUrl);
    }

    private static Dictionary<string, string> Leaves()
    {
        var leaves = new Dictionary<string, string>();
        Walk(JsonNode.Parse(File.ReadAllText(s_path))!.AsObject(), "");
        return leaves;

        void Walk(JsonObject at, string prefix)
        {
            foreach (var (name, value) in at)
            {
                if (value is JsonObject { Count: > 0 } inner) Walk(inner, prefix + name + ":");
                else leaves[prefix + name] = value!.ToString();
            }
        }
    }

    private static IEnumerable<(string Path, string Value)> Defaults(string path, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => !SettingsCheck.IsSetByHost(p)))
        {
            var (name, value) = ($"{path}:{property.Name}", property.GetValue(options)!);
            if (value is IEnumerable and not string) yield return (name, value is IList ? "[]" : "{}");
            else if (value is string || value.GetType().IsValueType) yield return (name, Text(value));
            else foreach (var inner in Defaults(name, value)) yield return inner;
        }
    }

    private static string Text(object value) => value is bool truth ? (truth ? "true" : "false") : string.Create(CultureInfo.InvariantCulture, $"{value}");

    private static string Find(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, name))) return Path.Combine(at.FullName, name);
        throw new FileNotFoundException($"{name} is in no folder above {AppContext.BaseDirectory}.");
    }
}
