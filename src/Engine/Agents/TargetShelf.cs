using System.Text.RegularExpressions;

namespace ChatRuns.Agents;

/// <summary>What runs act on: a cluster, a site, a machine.</summary>
/// <param name="Name">As agents write it.</param>
/// <param name="Title">What people read.</param>
/// <param name="Variables">What steps read as <c>{{target.NAME}}</c>.</param>
/// <param name="Check">http, https or tcp; null where it is not checked.</param>
/// <param name="Timeout">How long the check waits.</param>
/// <param name="Retry">How often it is tried before a run fails.</param>
public sealed record Target(string Name, string Title, IReadOnlyDictionary<string, string> Variables, Uri? Check, TimeSpan Timeout, RetryPolicy Retry);

/// <summary>The targets of the settings. Immutable: a change of the settings counts from the next start.</summary>
public sealed partial class TargetShelf
{
    private const int MostVariables = 100;
    private static readonly string[] s_reserved = ["name", "title"];
    private static readonly string[] s_schemes = ["http", "https", "tcp"];
    private readonly Dictionary<string, Target> _targets;

    private TargetShelf(IEnumerable<Target> targets) =>
        _targets = targets.ToDictionary(target => target.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>None.</summary>
    public static TargetShelf Empty { get; } = new([]);

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<Target> All => [.. _targets.Values.OrderBy(target => target.Name, StringComparer.Ordinal)];

    /// <summary>The target of a name, capitals aside (environment variables do not always keep them); null when there is none.</summary>
    public Target? Find(string name) => _targets.GetValueOrDefault(name);

    /// <summary>From the settings; what <see cref="Problems"/> tells of is left out.</summary>
    public static TargetShelf From(IReadOnlyDictionary<string, TargetOptions> settings) =>
        new(settings.Where(one => ProblemsOf(one.Key, one.Value).FirstOrDefault() is null).Select(one => Read(one.Key, one.Value)));

    /// <summary>What is wrong with the settings, a sentence each.</summary>
    public static IEnumerable<string> Problems(IReadOnlyDictionary<string, TargetOptions> settings) =>
        settings.OrderBy(one => one.Key, StringComparer.Ordinal).SelectMany(one => ProblemsOf(one.Key, one.Value));

    private static IEnumerable<string> ProblemsOf(string name, TargetOptions target)
    {
        var at = $"{TargetOptions.Section}:{name}";
        if (!NameShape().IsMatch(name)) yield return $"The setting {at} cannot be a target: its name has letters, digits and . _ / @ -, at most 200.";
        if (target.Check.Length > 0 && AddressOf(target.Check) is null)
            yield return $"The setting {at}:Check cannot be \"{target.Check}\". It takes an address such as https://eu.example.org/health or tcp://10.0.0.5:5432.";
        if (target.TimeoutSeconds is < 1 or > 120) yield return $"The setting {at}:TimeoutSeconds cannot be {target.TimeoutSeconds}. It takes 1 to 120.";
        if (target.Attempts is < 1 or > 100) yield return $"The setting {at}:Attempts cannot be {target.Attempts}. It takes 1 to 100.";
        if (target.BackoffSeconds is < 1 or > 3600) yield return $"The setting {at}:BackoffSeconds cannot be {target.BackoffSeconds}. It takes 1 to 3600.";
        if (target.Variables.Count > MostVariables) yield return $"The setting {at}:Variables has more than {MostVariables} entries.";
        foreach (var variable in target.Variables.Keys.Order(StringComparer.Ordinal))
        {
            if (!VariableShape().IsMatch(variable)) yield return $"The setting {at}:Variables:{variable} cannot be a variable: it has letters, digits and underscores, at most 64.";
            else if (s_reserved.Contains(variable, StringComparer.OrdinalIgnoreCase)) yield return $"The setting {at}:Variables:{variable} cannot be there: {{{{target.{variable}}}}} is the target's own.";
        }
    }

    private static Target Read(string name, TargetOptions target) => new(
        name, target.Title.Length > 0 ? target.Title : name, target.Variables, AddressOf(target.Check), TimeSpan.FromSeconds(target.TimeoutSeconds),
        RetryPolicy.None with { Attempts = target.Attempts, Backoff = TimeSpan.FromSeconds(target.BackoffSeconds) });

    private static Uri? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && s_schemes.Contains(address.Scheme) && address.Host.Length > 0
        && (address.Scheme != "tcp" || (address.Port is > 0 and <= 65535 && address.PathAndQuery is "" or "/")) ? address : null;

    // A colon parts the names of settings, so a target of the settings has none.
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._/@-]{0,199}$")]
    private static partial Regex NameShape();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
    private static partial Regex VariableShape();
}
