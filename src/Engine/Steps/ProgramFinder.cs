using ChatRuns.Runs;

namespace ChatRuns.Steps;

/// <summary>Finds the file that a command means, so that a missing one is told in our words and not by an exit code.</summary>
internal static class ProgramFinder
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // No .cmd or .bat: Windows starts those through a shell, which reads arguments by rules of its own.
    private static readonly string[] Endings = OperatingSystem.IsWindows() ? ["", ".exe", ".com"] : [""];

    /// <summary>Its full path; a fault that says where was looked and what to do when there is none.</summary>
    public static string Find(string name, string path, string folder, string? agentsFolder)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new StepFault(Cause.ProgramNotFound, "The command is empty. Write program: [name, argument, …].");
        var isPath = name.Contains('/', StringComparison.Ordinal) || name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal);
        string[] folders = isPath ? [folder, .. agentsFolder is null ? [] : new[] { agentsFolder }] : SplitPath(path);
        var foundButNot = false;
        foreach (var file in folders.SelectMany(f => Endings.Select(e => Path.GetFullPath(name + e, Path.GetFullPath(f)))))
        {
            if (!File.Exists(file)) continue;
            if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & AnyExecute) != 0) return file;
            foundButNot = true;
        }

        throw new StepFault(Cause.ProgramNotFound, foundButNot ? NotExecutable(name) : NotFound(name, isPath));
    }

    // Cards and lists show this, so it names no folder of the machine.
    private static string NotFound(string name, bool isPath) => isPath && Path.IsPathRooted(name)
        ? $"There is no program {name}. Install it, or correct the path in the agent's file."
        : isPath
        ? $"There is no program {name} in the run's working folder or the agents folder. Put it there, or write its full path in the agent's file."
        : $"There is no program {name} in any folder of the bot's PATH. Install it, or write its full path.";

    private static string NotExecutable(string name) =>
        $"{name} is not executable. Run 'chmod +x' on it, or start it by its interpreter, such as [python3, {name}].";

    // A relative entry would mean another folder for each run, so it is left out.
    private static string[] SplitPath(string path) => [.. path.Split(Path.PathSeparator).Where(Path.IsPathRooted)];
}
