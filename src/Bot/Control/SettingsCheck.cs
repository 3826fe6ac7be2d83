using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using ChatRuns.Agents;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels.Slack;
using ChatRuns.Bot.Channels.Teams;
using ChatRuns.Bot.Courier;
using ChatRuns.Planning;
using ChatRuns.Runs;
using ChatRuns.Store;
using ChatRuns.Tools;
using Microsoft.Extensions.Configuration.Json;

namespace ChatRuns.Bot.Control;

/// <summary>
/// Looks through the settings before anything starts. A name that does not exist is refused as a wrong value is: a mistyped
/// setting would otherwise be a default that nobody wanted.
/// </summary>
internal static class SettingsCheck
{
    /// <summary>Sections and the options that they fill.</summary>
    public static IReadOnlyDictionary<string, Type> Sections { get; } = new Dictionary<string, Type>
    {
        [EngineOptions.Section] = typeof(EngineOptions), [PlannerOptions.Section] = typeof(PlannerOptions), [ToolOptions.Section] = typeof(ToolOptions),
        [AccessOptions.Section] = typeof(AccessOptions), [StoreOptions.Section] = typeof(StoreOptions),
        [AlertsOptions.Section] = typeof(AlertsOptions), [SlackOptions.Section] = typeof(SlackOptions), [TeamsOptions.Section] = typeof(TeamsOptions),
    };

    /// <summary>Settings that stand alone, without a section.</summary>
    public static IReadOnlyList<string> Alone { get; } = ["urls", "DataFolder", "AgentsFolder", "PublicUrl"];

    // What the framework reads from the same command line.
    private static readonly string[] s_framework = ["Logging", "Kestrel", "AllowedHosts", "environment", "contentRoot", "applicationName", "shutdownTimeoutSeconds"];

    private static readonly string[] s_known = [.. Alone, .. Sections.Keys, TargetOptions.Section, PriceOptions.Section, .. s_framework];

    /// <summary>Throws <see cref="SettingsException"/> with the first thing that is wrong. Only names on the command line are all ours to know.</summary>
    public static void Refuse(IConfiguration settings, string[] args)
    {
        if (Problems(settings, args).FirstOrDefault() is { } problem) throw new SettingsException(problem);
    }

    /// <summary>What is wrong, a sentence each.</summary>
    public static IEnumerable<string> Problems(IConfiguration settings, string[] args) =>
        Typed(args).Concat(InFiles(settings)).Concat(Addresses(settings)).Concat(Sections.SelectMany(s => Members(settings.GetSection(s.Key), s.Value))).Concat(Targets(settings)).Concat(PricesIn(settings));

    /// <summary>What is wrong with the names of settings on a command line, a sentence each.</summary>
    public static IEnumerable<string> Typed(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (!name.StartsWith('-')) return [$"I don't know what {name} means here. Settings are written --Name value, and a value with blanks stands in quotes."];
            if (!name.StartsWith("--", StringComparison.Ordinal))
                return [$"{name} is not a setting. Settings begin with two dashes, such as --urls http://127.0.0.1:5080."];
            if (!name.Contains('=', StringComparison.Ordinal) && ++i == args.Length) return [$"The setting {name} is given without a value."];
        }

        return new ConfigurationBuilder().AddCommandLine(args).Build().GetChildren().Select(c => c.Key)
            .Where(key => !s_known.Contains(key, StringComparer.OrdinalIgnoreCase)).Select(key => Unknown($"--{key}", key, s_known, "--"));
    }

    // The environment holds names of others, a settings file only ours and the framework's.
    private static IEnumerable<string> InFiles(IConfiguration settings) => settings is not IConfigurationRoot root ? [] : root.Providers.OfType<JsonConfigurationProvider>()
        .SelectMany(file => file.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(key => !s_known.Contains(key, StringComparer.OrdinalIgnoreCase) && !key.StartsWith('$')).Select(key => Unknown($"{key} ({file.Source.Path})", key, s_known, "")));

    private static IEnumerable<string> Addresses(IConfiguration settings)
    {
        foreach (var url in (settings["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (!IsListening(url)) yield return $"The setting urls cannot be \"{url}\". It takes addresses such as http://127.0.0.1:5080, separated by semicolons.";
        if (settings["PublicUrl"] is { Length: > 0 } url2 && !(Uri.TryCreate(url2, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            yield return $"The setting PublicUrl cannot be \"{url2}\". It takes the address that people use, such as https://runs.example.org.";
    }

    // Each by its own name; a value that cannot be read is told before what it means.
    private static IEnumerable<string> Targets(IConfiguration settings)
    {
        var section = settings.GetSection(TargetOptions.Section);
        var unreadable = Values(section, typeof(Dictionary<string, TargetOptions>), null).ToList();
        return unreadable.Count > 0 ? unreadable : TargetShelf.Problems(TargetsIn(settings));
    }

    private static IEnumerable<string> PricesIn(IConfiguration settings)
    {
        var section = settings.GetSection(PriceOptions.Section);
        var unreadable = Values(section, typeof(Dictionary<string, ModelPrice>), null).ToList();
        return unreadable.Count > 0 ? unreadable : Prices.Problems(section.Get<Dictionary<string, ModelPrice>>() ?? []);
    }

    /// <summary>The targets of the settings as they are written.</summary>
    public static IReadOnlyDictionary<string, TargetOptions> TargetsIn(IConfiguration settings) =>
        settings.GetSection(TargetOptions.Section).Get<Dictionary<string, TargetOptions>>() ?? [];

    private static bool IsListening(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && address.PathBase.Length == 0 && address.Host.Length > 0 && address.Port is >= 0 and <= 65535;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Members(IConfigurationSection section, Type options)
    {
        var members = options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => !IsSetByHost(p)).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        return section.GetChildren().SelectMany(child => members.TryGetValue(child.Key, out var member)
            ? Values(child, member.PropertyType, member.GetCustomAttribute<RangeAttribute>())
            : [Unknown(child.Path, child.Key, members.Keys, section.Path + ":")]);
    }

    /// <summary>Whether a property of an options class is no setting, because the bot fills it in itself.</summary>
    public static bool IsSetByHost(PropertyInfo property) => property == typeof(ToolOptions).GetProperty(nameof(ToolOptions.DataFolder));

    private static IEnumerable<string> Values(IConfigurationSection at, Type type, RangeAttribute? range)
    {
        if (type == typeof(string) || type.IsValueType) return Leaf(at, type, range) is { } problem ? [problem] : [];
        if (!type.IsAssignableTo(typeof(IEnumerable))) return Members(at, type);
        if (at.Value is { Length: > 0 }) return [$"The setting {at.Path} cannot be \"{at.Value}\". It takes a list: write {at.Path}:0 for its first value."];
        return at.GetChildren().SelectMany(child => Values(child, type.GetGenericArguments()[^1], null));
    }

    private static string? Leaf(IConfigurationSection at, Type type, RangeAttribute? range)
    {
        if (at.Value is null)
            return at.GetChildren().Any() ? $"The setting {at.Path} has settings under it and takes {Kind(type)}. A colon inside a name is written %3A." : null;
        var limits = range is null ? "" : $" from {range.Minimum} to {range.Maximum}";
        return Convert(at.Value, type) is { } value && range?.IsValid(value) != false
            ? null
            : $"The setting {at.Path} cannot be \"{at.Value}\". It takes {Kind(type)}{limits}.";
    }

    private static object? Convert(string text, Type type)
    {
        try
        {
            var value = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
            return type.IsEnum && !Enum.IsDefined(type, value!) ? null : value;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return null;
        }
    }

    private static string Kind(Type type) => type switch
    {
        _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type).Select(n => n.ToLowerInvariant()))}",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(TimeSpan) => "a length of time (hh:mm:ss)",
        _ when type == typeof(string) => "a text",
        _ when type == typeof(decimal) => "a number",
        _ => "a whole number",
    };

    private static string Unknown(string path, string name, IEnumerable<string> known, string prefix) =>
        $"There is no setting {path}." + (DidYouMean.Nearest(name, known) is { } near ? $" Did you mean {prefix}{near}?" : " See appsettings.sample.json for all of them.");
}
