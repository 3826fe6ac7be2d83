using System.CommandLine;
using System.Text;
using ChatRuns.Agents;
using ChatRuns.Bot.Commands.Language;
using Command = System.CommandLine.Command;

namespace ChatRuns.Bot.Control;

/// <summary>The verbs for files of agents: "check", "new agent" and "import crontab". None needs a bot.</summary>
internal static class AgentVerbs
{
    private static readonly AgentFile s_reader = new(HostValues.Roots, KeptWords.Names);

    /// <summary>Looks for mistakes.</summary>
    public static Command Check()
    {
        var folder = new Argument<string?>("folder") { Description = "The folder of agents; without it that of the settings.", Arity = ArgumentArity.ZeroOrOne };
        var verb = new Command("check", "Reads every file of an agents folder and ends with 1 and file:line:column of each mistake, as /agents would tell it.") { folder };
        return FolderVerb.Does(verb, (parsed, settings, _) => CheckAsync(
            parsed.GetValue(folder) ?? settings.Folders.Agents, Console.Out, TargetShelf.From(SettingsCheck.TargetsIn(settings.Configuration))));
    }

    /// <summary>Begins a file.</summary>
    public static Command New()
    {
        var name = new Argument<string>("name") { Description = "Lower-case letters, digits and dashes." };
        var agent = new Command("agent", "Writes a commented file of an agent, to fill in. Overwrites nothing.") { name };
        return new Command("new", "Writes a file to begin with.")
        {
            FolderVerb.Does(agent, (parsed, settings, _) => NewAsync(parsed.GetValue(name)!, FolderToWrite(settings), Console.Out, Console.Error)),
        };
    }

    /// <summary>Makes drafts of a crontab.</summary>
    public static Command Import()
    {
        var file = new Argument<string>("file") { Description = "A file such as \"crontab -l\" writes; - reads it from standard input." };
        var system = new Option<bool>("--system") { Description = "The file has a column for the user, as /etc/crontab has." };
        var crontab = new Command("crontab", "Writes an agent for each entry of a crontab, as a draft: nothing fires until its status is set to active. Overwrites nothing.") { file, system };
        return new Command("import", "Makes agents of what another scheduler has.")
        {
            FolderVerb.Does(crontab, async (parsed, settings, _) => await ImportAsync(
                parsed.GetValue(file)!, await ReadAsync(parsed.GetValue(file)!), parsed.GetValue(system), FolderToWrite(settings), TimeZoneInfo.Local, Console.Out, Console.Error)),
        };
    }

    /// <summary>Writes what is wrong, a line each; 1 when anything is.</summary>
    public static async Task<int> CheckAsync(string folder, TextWriter to, TargetShelf? targets = null)
    {
        var reader = targets is null ? s_reader : new AgentFile(HostValues.Roots, KeptWords.Names, targets);
        var found = reader.CheckFolder(Path.GetFullPath(folder)) ?? throw new SettingsException($"The folder {folder} cannot be read. Name the folder of the agents.");
        foreach (var problem in found.Problems) await to.WriteLineAsync(Path.Combine(folder, problem.ToString()));
        await to.WriteLineAsync($"{Journal.Words.Count(found.Agents.Count, "good agent")}, {Journal.Words.Count(found.Problems.Count, "mistake")}.");
        return found.Problems.Count == 0 ? 0 : 1;
    }

    /// <summary>Writes the file of a new agent; 1 when the name cannot be one or is taken.</summary>
    public static async Task<int> NewAsync(string name, string folder, TextWriter to, TextWriter aside)
    {
        var (text, file) = (Template(name), name + ".yaml");
        var reading = s_reader.Read(file, Encoding.UTF8.GetBytes(text), AgentDefaults.None);
        var problem = reading.Problems.Select(p => $"{p.Message} {p.Remedy}").FirstOrDefault()
            ?? (reading.Agent?.Name != name ? $"{name} cannot be an agent's name: it names a file elsewhere. Use lower-case letters, digits and dashes." : null)
            ?? (IsTaken(folder, name) ? $"There is an agent {name} in {folder} already. Choose another name, or edit its file." : null);
        if (problem is not null)
        {
            await aside.WriteLineAsync(problem);
            return 1;
        }

        await WriteAsync(Path.Combine(folder, file), text);
        await to.WriteLineAsync($"Wrote {Path.Combine(folder, file)}, a draft: fill it in, try it with /agent {name} test, and set status to active.");
        return 0;
    }

    /// <summary>Writes the drafts; 1 when an entry was not taken.</summary>
    public static async Task<int> ImportAsync(string file, string text, bool hasUsers, string folder, TimeZoneInfo zone, TextWriter to, TextWriter aside)
    {
        var (jobs, notes) = Crontab.Read(text, hasUsers);
        var (written, lost) = (0, notes.Count(n => n.IsLost));
        foreach (var note in notes) await aside.WriteLineAsync($"line {note.Line}: {note.Message}");
        foreach (var job in jobs)
        {
            var name = FreeName(folder, CrontabDraft.NameOf(job));
            var draft = CrontabDraft.Write(job, file, zone);
            if (s_reader.Read(name + ".yaml", Encoding.UTF8.GetBytes(draft), AgentDefaults.None).Problems is [var problem, ..])
            {
                lost++;
                await aside.WriteLineAsync($"line {job.Line}: {problem.Message} {problem.Remedy}");
                continue;
            }

            await WriteAsync(Path.Combine(folder, name + ".yaml"), draft);
            written++;
            await to.WriteLineAsync($"line {job.Line}: wrote {Path.Combine(folder, name + ".yaml")}");
        }

        await to.WriteLineAsync($"{Journal.Words.Count(written, "draft")} written, {lost} not taken. They rest until status is set to active in their files.");
        return lost == 0 ? 0 : 1;
    }

    private static string FreeName(string folder, string wanted)
    {
        var name = wanted;
        for (var i = 2; KeptWords.Names.Names.Contains(name) || IsTaken(folder, name); i++) name = $"{wanted}-{i}";
        return name;
    }

    private static bool IsTaken(string folder, string name) =>
        File.Exists(Path.Combine(folder, name + ".yaml")) || File.Exists(Path.Combine(folder, name + ".yml")) || s_reader.CheckFolder(folder)?.Agents.ContainsKey(name) == true;

    private static async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write));
        await file.WriteAsync(text);
    }

    private static async Task<string> ReadAsync(string file) => file == "-" ? await Console.In.ReadToEndAsync() : await File.ReadAllTextAsync(file);

    // Those that came with the program are nobody's to write to.
    private static string FolderToWrite(Settings settings) =>
        settings.Configuration["AgentsFolder"] is { Length: > 0 } ? settings.Folders.Agents : Path.GetFullPath("agents");

    private static string Template(string name) => $$$"""
        # The agent {{{name}}}. Every key is explained in docs/agents.md.
        title: {{{System.Text.Json.JsonSerializer.Serialize(name.Replace('-', ' '))}}}
        description: What it is for, in a sentence.
        # A draft fires no trigger and can be started as a test run only. Set it to active when it is as you want it.
        status: draft
        # tags: [housekeeping]
        # owner: platform team

        # Who decides what it proposes: roles, groups such as "@ops", or people. Without it only admins do.
        approval:
          approvers: [approver]
          expires: 72h

        # When it runs: minute hour day month weekday. Without triggers it is started by hand.
        timezone: UTC
        triggers:
          - name: weekdays
            cron: "0 7 * * 1-5"

        # What a start can set; the default tells the type.
        variables:
          folder: /tmp

        steps:
          # A program, argument by argument, no shell between. "effects: none" says that it changes nothing, so that test runs start it too.
          - name: look
            title: Look around
            program: [ls, -l, "{{folder}}"]
            effects: none
            timeout: 5m
          # A change is proposed and waits for a decision. Take the signs away to try it.
          # - name: archive
          #   tool: file.archive
          #   with: {path: "{{folder}}/old.csv"}
          #   reason: Not opened for a year

        # Who hears of it: "web", "slack:#ops", "teams:ops", or none.
        # notify: {failed: web, completed: none}

        """;
}
