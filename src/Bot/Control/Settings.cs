namespace ChatRuns.Bot.Control;

/// <summary>The settings that are needed before anything else: where things are.</summary>
/// <param name="Configuration">All settings: command line over environment variables over appsettings.json.</param>
/// <param name="Folders">Where things are.</param>
internal sealed record Settings(IConfiguration Configuration, EngineFolders Folders)
{
    /// <summary>"Production", unless the settings name another; the variable with the prefix of web programs counts first, as when serving.</summary>
    public string Environment => s_environment.Select(name => Configuration[name]).FirstOrDefault(value => value is { Length: > 0 }) ?? Environments.Production;

    private static readonly string[] s_environment = ["environment", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT"];

    /// <summary>Reads them for a verb that does not serve.</summary>
    public static Settings Read(string[] args) => From(
        new ConfigurationBuilder().AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true).AddEnvironmentVariables().AddCommandLine(args).Build());

    /// <summary>From a configuration.</summary>
    public static Settings From(IConfiguration configuration)
    {
        var data = configuration["DataFolder"] is { Length: > 0 } named ? named : "data";
        return new(configuration, new(Path.GetFullPath(data), AgentsFolder(configuration["AgentsFolder"])));
    }

    /// <summary>A folder that somebody named and that is not there is a slip: made anew it would be empty, and all agents gone.</summary>
    public void RefuseMissingAgents()
    {
        if (Configuration["AgentsFolder"] is { Length: > 0 } && !Directory.Exists(Folders.Agents))
            throw new SettingsException($"The agents folder {Folders.Agents} does not exist. Create it, or correct the setting AgentsFolder.");
    }

    // In a clone the agents stand beside; elsewhere those that came with the program serve.
    private static string AgentsFolder(string? named)
    {
        if (named is { Length: > 0 }) return Path.GetFullPath(named);
        return Directory.Exists("agents") ? Path.GetFullPath("agents") : Path.Combine(AppContext.BaseDirectory, "agents");
    }
}
