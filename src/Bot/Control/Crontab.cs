using System.Text;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Control;

/// <summary>One entry of a crontab.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Cron">When: five fields, or a word such as "@daily".</param>
/// <param name="Command">What the shell runs.</param>
/// <param name="Input">What the command reads from standard input; null for nothing.</param>
/// <param name="Shell">Which shell.</param>
/// <param name="Zone">The zone of its times; null for the machine's.</param>
/// <param name="Environment">Variables set above it, in their order.</param>
/// <param name="Comments">The comment lines right above it, without their signs.</param>
internal sealed record CrontabJob(
    int Line, string Cron, string Command, string? Input, string Shell, string? Zone, IReadOnlyList<KeyValuePair<string, string>> Environment, IReadOnlyList<string> Comments);

/// <summary>Something in a crontab that has no counterpart, or one that a person should know of.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Message">What is so, and what to do.</param>
/// <param name="IsLost">Whether an entry was not taken.</param>
internal sealed record CrontabNote(int Line, string Message, bool IsLost);

/// <summary>
/// Reads a crontab as cron does (crontab(5)): lines of variables count for the entries below them; the first percent sign of a command ends it, and
/// what follows is its standard input, with further ones as line ends; a percent sign behind a backslash is one.
/// </summary>
internal sealed partial class Crontab
{
    private readonly List<CrontabJob> _jobs = [];
    private readonly List<CrontabNote> _notes = [];
    private readonly List<KeyValuePair<string, string>> _environment = [];
    private readonly List<string> _comments = [];
    private readonly bool _hasUsers;
    private string _shell = "/bin/sh";
    private string? _zone;

    private Crontab(bool hasUsers) => _hasUsers = hasUsers;

    /// <summary>Its entries, and what was left out; of a system's crontab (/etc/crontab, /etc/cron.d) with the user's column.</summary>
    public static (IReadOnlyList<CrontabJob> Jobs, IReadOnlyList<CrontabNote> Notes) Read(string text, bool hasUsers)
    {
        var crontab = new Crontab(hasUsers);
        var line = 0;
        foreach (var one in text.Split('\n')) crontab.Take(++line, one.Trim(' ', '\t', '\r'));
        return (crontab._jobs, crontab._notes);
    }

    private void Take(int line, string text)
    {
        if (text.StartsWith('#'))
        {
            // An entry that was commented out is not what the next one is about.
            if (text.TrimStart('#', ' ', '\t') is { Length: > 0 } comment && !Entry().IsMatch(comment)) _comments.Add(comment);
            return;
        }

        if (text.Length > 0 && Setting().Match(text) is { Success: true } setting) Set(line, setting.Groups[1].Value, Unquote(setting.Groups[2].Value));
        else if (text.Length > 0) TakeEntry(line, text);
        _comments.Clear();
    }

    private void Set(int line, string name, string value)
    {
        switch (name)
        {
            case "SHELL":
                _shell = value;
                break;
            case "CRON_TZ":
                _zone = value;
                break;
            case "MAILTO" or "MAILFROM":
                _notes.Add(new(line, $"{name} has no counterpart: who hears of a run is said by notify in the agent's file.", IsLost: false));
                break;
            case "RANDOM_DELAY":
                _notes.Add(new(line, "RANDOM_DELAY has no counterpart: runs begin on time.", IsLost: false));
                break;
            default:
                _environment.RemoveAll(v => v.Key == name);
                _environment.Add(new(name, value));
                break;
        }
    }

    private void TakeEntry(int line, string text)
    {
        if (Entry().Match(text) is not { Success: true } entry)
        {
            _notes.Add(new(line, "This is neither an entry (five fields or a word such as @daily, and a command) nor a variable.", IsLost: true));
            return;
        }

        var command = entry.Groups["rest"].Value;
        if (_hasUsers)
        {
            var user = command.Split([' ', '\t'], 2);
            if (user.Length < 2)
            {
                _notes.Add(new(line, "A system's crontab names a user before the command, and here is none behind it.", IsLost: true));
                return;
            }

            if (user[0] != Environment.UserName) _notes.Add(new(line, $"It ran as {user[0]}; programs of agents run as the bot's own user.", IsLost: false));
            command = user[1].TrimStart();
        }

        // Debian's cron and cronie: a dash before the minute keeps an entry out of the system's log.
        var cron = Plain(entry.Groups["cron"].Value.TrimStart('-'));
        var (run, input) = Split(command);
        _jobs.Add(new(line, cron, run, input, _shell, _zone, [.. _environment], [.. _comments]));
    }

    private static string Plain(string cron) => cron.ToLowerInvariant() switch
    {
        "@midnight" => "@daily",
        "@annually" => "@yearly",
        ['@', ..] word => word,
        _ => string.Join(' ', cron.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)),
    };

    private static (string Command, string? Input) Split(string command)
    {
        var parts = new List<StringBuilder> { new() };
        for (var i = 0; i < command.Length; i++)
        {
            var isEscaped = command[i] == '\\' && i + 1 < command.Length && command[i + 1] == '%';
            if (isEscaped) parts[^1].Append(command[++i]);
            else if (command[i] == '%') parts.Add(new());
            else parts[^1].Append(command[i]);
        }

        return (parts[0].ToString().TrimEnd(), parts.Count == 1 ? null : string.Join('\n', parts.Skip(1)) + "\n");
    }

    private static string Unquote(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;

    [GeneratedRegex("""^["']?([A-Za-z_][A-Za-z0-9_]*)["']?\s*=\s*(.*)$""")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^(?<cron>@[A-Za-z]+|-?[0-9*][^\s]*(?:\s+[0-9A-Za-z*?][^\s]*){4})\s+(?<rest>\S.*)$")]
    private static partial Regex Entry();
}
