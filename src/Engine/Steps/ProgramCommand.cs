using System.Globalization;
using System.Text;
using ChatRuns.Agents;
using ChatRuns.Runs;

namespace ChatRuns.Steps;

/// <summary>A command ready to be started: secrets are values in it, so it is neither stored nor shown.</summary>
internal sealed record ProgramCommand
{
    // What programs need to find themselves, their user and their language; nothing that the bot was configured with.
    private static readonly string[] Inherited = OperatingSystem.IsWindows()
        ?
        [
            "PATH", "PATHEXT", "SystemRoot", "SystemDrive", "ComSpec", "TEMP", "TMP", "USERNAME", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
            "ProgramData", "ProgramFiles", "ProgramFiles(x86)", "DOTNET_ROOT",
        ]
        : ["PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR", "DOTNET_ROOT"];

    /// <summary>The program's file.</summary>
    public required string File { get; init; }

    /// <summary>Its arguments, one by one.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Its whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Text for its standard input; null for none.</summary>
    public string? Input { get; init; }

    /// <summary>Renders a step's command and environment; faults name what is missing.</summary>
    public static ProgramCommand Render(StepWork work, string tag, string rejections, string? agentsFolder, Action<string> warn)
    {
        var step = (ProgramStep)work.Step;
        var words = step.Command.Select(word => StepFault.Render(word, work.Use)).ToList();
        if (words.Count == 0) words.Add("");
        var environment = EnvironmentOf(work, tag, rejections, agentsFolder, warn);
        foreach (var (name, value) in environment) RefuseNul(value, $"The environment variable {name}");
        for (var i = 0; i < words.Count; i++) RefuseNul(words[i], $"Word {i + 1} of the command");
        return new()
        {
            File = ProgramFinder.Find(words[0], environment["PATH"], work.Folder, agentsFolder),
            Arguments = words[1..],
            Environment = environment,
            Input = step.Input is null ? null : StepFault.Render(step.Input, work.Use),
        };
    }

    /// <summary>The command as a person would type it, with the step's own environment before it; secrets stay references.</summary>
    public static string Preview(StepWork work)
    {
        var step = (ProgramStep)work.Step;
        var line = new StringBuilder();
        foreach (var (name, value) in step.Environment.OrderBy(e => e.Key, StringComparer.Ordinal))
            line.Append(CultureInfo.InvariantCulture, $"{name}={Quoted(StepFault.Render(value, work.Show))} ");
        line.AppendJoin(' ', step.Command.Select(word => Quoted(StepFault.Render(word, work.Show))));
        return string.Join('\n', ProgramText.VisibleLines(line.ToString()));
    }

    /// <summary>Names of the secrets that the step may use, and so its proposals may refer to.</summary>
    public static IReadOnlyList<string> SecretsOf(ProgramStep step) =>
    [
        .. step.Command.Concat(step.Environment.Values).Concat(step.Input is null ? [] : [step.Input]).SelectMany(t => t.Secrets).Distinct(),
    ];

    private static Dictionary<string, string> EnvironmentOf(
        StepWork work, string tag, string rejections, string? agentsFolder, Action<string> warn)
    {
        var environment = InheritedOnly();
        foreach (var (name, value) in work.Values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (!environment.TryAdd(VariableName(name), value))
                warn($"the variable '{name}' is not in the environment: another one is {VariableName(name)} already.");
        }

        foreach (var (name, template) in ((ProgramStep)work.Step).Environment)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
                throw new StepFault(Cause.InvalidArguments, $"'{name}' cannot be the name of a variable. Use letters, digits and underscores.");
            environment[name] = StepFault.Render(template, work.Use);
        }

        foreach (var (name, value) in Facts(work, tag, rejections, agentsFolder)) environment[name] = value;
        return environment;
    }

    private static Dictionary<string, string> InheritedOnly()
    {
        var compare = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var environment = new Dictionary<string, string>(compare) { ["PATH"] = "/usr/local/bin:/usr/bin:/bin" };
        foreach (System.Collections.DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            var isTaken = Inherited.Contains(name, compare) || name.StartsWith("LC_", StringComparison.Ordinal);
            if (isTaken) environment[name] = (string?)entry.Value ?? "";
        }

        return environment;
    }

    // Last, so that no step can take the mark away by which its processes are found again.
    private static IEnumerable<(string Name, string Value)> Facts(StepWork work, string tag, string rejections, string? agentsFolder) =>
    [
        ("CHATRUNS_RUN", work.Run.ToString(CultureInfo.InvariantCulture)),
        ("CHATRUNS_AGENT", work.Agent.Name),
        ("CHATRUNS_STEP", work.Step.Name),
        ("CHATRUNS_ATTEMPT", work.Attempt.ToString(CultureInfo.InvariantCulture)),
        ("CHATRUNS_TEST", work.IsTest ? "1" : "0"),
        ("CHATRUNS_FOLDER", Path.GetFullPath(work.Folder)),
        ("CHATRUNS_AGENTS", agentsFolder is null ? "" : Path.GetFullPath(agentsFolder)),
        ("CHATRUNS_REJECTIONS", rejections),
        ("CHATRUNS_FILE", work.Input is { } input ? Path.Combine(Path.GetFullPath(work.Folder), input.Name) : ""),
        (ProgramLedger.TagName, tag),
    ];

    private static string VariableName(string name) =>
        "VAR_" + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));

    private static void RefuseNul(string text, string what)
    {
        const string why = "holds a NUL character, which no program can be given. Pass such data by a file or by 'input'.";
        if (text.Contains('\0', StringComparison.Ordinal)) throw new StepFault(Cause.InvalidArguments, $"{what} {why}");
    }

    private static string Quoted(string word)
    {
        var isPlain = word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || "@%+=:,./_-{}".Contains(c, StringComparison.Ordinal));
        return isPlain ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
