namespace ChatRuns.EndToEnd;

/// <summary>Folders and settings of one bot; the folders go when it is disposed.</summary>
public sealed class BotHome : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("chatruns-e2e-");

    /// <summary>A home, empty as that of somebody who has just downloaded the program.</summary>
    public BotHome() => Data = Path.Combine(Folder, "data");

    /// <summary>Where it is started.</summary>
    public string Folder => _home.FullName;

    /// <summary>Its data folder.</summary>
    public string Data { get; }

    /// <summary>Further settings, as they stand on the command line.</summary>
    public IReadOnlyList<string> Settings { get; set; } = [];

    /// <summary>Production, or Development for the gallery of cards.</summary>
    public string EnvironmentName { get; set; } = "Production";

    /// <summary>A path in the home.</summary>
    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Writes a file, and its folder where that is missing.</summary>
    public string Write(string path, string content, bool isProgram = false)
    {
        var whole = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(whole, content.ReplaceLineEndings("\n"));
        if (isProgram && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(whole, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return whole;
    }

    /// <inheritdoc/>
    public void Dispose() => _home.Delete(recursive: true);
}
