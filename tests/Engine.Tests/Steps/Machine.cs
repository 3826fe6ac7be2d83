namespace ChatRuns.Engine.Tests.Steps;

/// <summary>Runs where there are real process trees to look at.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "needs Linux: it looks at /proc and sends signals";
    }
}

/// <summary>Runs where there is python3.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "python3")))) Skip = "needs python3";
    }
}
