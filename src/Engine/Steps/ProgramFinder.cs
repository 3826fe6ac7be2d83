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
        string? foundButNot = null;
        foreach (var file in folders.SelectMany(f => Endings.Select(e => Path.GetFullPath(name + e, Path.GetFullPath(f)))))
        {
            if (!File.Exists(file)) continue;
            if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & AnyExecute) != 0) return file;
            foundButNot ??= file;
        }

        throw new StepFault(Cause.ProgramNotFound, foundButNot is null ? NotFound(name, isPath, folders) : NotExecutable(foundButNot));
    }

    private static string NotFound(string name, bool isPath, string[] folders) => isPath && Path.IsPathRooted(name)
        ? $"There is no program {name}. Install it, or correct the path in the agent's file."
        : isPath
        ? $"There is no program {name} in {string.Join(" or ", folders)}. Put it there, or write its full path in the agent's file."
        : $"There is no program {name} in PATH ({string.Join(Path.PathSeparator, folders)}). Install it, or write its full path.";

    private static string NotExecutable(string file) =>
        $"{file} is not executable. Run 'chmod +x' on it, or start it by its interpreter, such as [python3, {file}].";

    // A relative entry would mean another folder for each run, so it is left out.
    private static string[] SplitPath(string path) => [.. path.Split(Path.PathSeparator).Where(Path.IsPathRooted)];
}
