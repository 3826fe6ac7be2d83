using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Tests.Settings;

/// <summary>The program itself, started where it cannot start.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatruns-start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task A_value_out_of_range_ends_the_start_with_a_sentence() =>
        RefusesAsync("The setting Runs:MostAtOnce cannot be \"0\".", "--Runs:MostAtOnce", "0");

    [Fact]
    public Task An_address_that_is_none_ends_the_start_with_a_sentence() => RefusesAsync("The setting urls cannot be \"nonsense\".", "--urls", "nonsense");

    [Fact]
    public Task A_door_without_a_lock_ends_the_start_with_a_sentence() =>
        RefusesAsync("The setting Teams:AllowUnauthenticatedLoopback lets requests in without a token, and this is the environment Production.", "--Teams:AllowUnauthenticatedLoopback", "true");

    [Fact]
    public async Task A_port_in_use_ends_the_start_with_a_sentence_before_any_work_began()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await RefusesAsync("already in use. Stop the other program", "--urls", $"http://{other.LocalEndpoint}");

        await using var store = await SqliteStore.OpenAsync(Path.Combine(_folder, "own"), new(), TimeProvider.System, mask: null, CancellationToken.None);
        (await store.LastPositionAsync(CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_ends_the_start_with_a_sentence()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        await RefusesAsync($"The data folder {file}/data cannot be written", "--DataFolder", file + "/data");
    }

    [Fact]
    public async Task A_second_bot_on_a_data_folder_ends_its_start_with_a_sentence()
    {
        var data = Path.Combine(_folder, "data");
        using var first = DataFolderLock.Take(data);

        await RefusesAsync($"{data} is in use by another ChatRuns", "--DataFolder", data);
    }

    [Fact]
    public async Task A_settings_file_that_is_no_json_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), "{ \"urls\": ");

        await RefusesAsync(Path.Combine(_folder, "appsettings.json"));
    }

    [Fact]
    public Task A_stray_word_ends_the_start_with_a_sentence() => RefusesAsync("I don't know what stray means here.", "--Runs:MostAtOnce", "2", "stray");

    [Fact]
    public Task An_agents_folder_that_is_named_and_not_there_ends_the_start_with_a_sentence() =>
        RefusesAsync($"The agents folder {_folder}/nowhere does not exist. Create it", "--AgentsFolder", _folder + "/nowhere");

    private async Task RefusesAsync(string words, params string[] settings)
    {
        string[] defaults = ["--urls", "http://127.0.0.1:0", "--DataFolder", Path.Combine(_folder, "own"), "--AgentsFolder", _folder];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChatRuns.Bot.dll"), .. defaults, .. settings])
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var bot = Process.Start(start)!;
        var (said, complained) = (bot.StandardOutput.ReadToEndAsync(), bot.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        await bot.WaitForExitAsync(patience.Token);

        bot.ExitCode.ShouldBe(1);
        var complaint = await complained;
        complaint.Trim().Split('\n').Length.ShouldBe(1, complaint);
        complaint.ShouldStartWith("ChatRuns could not start: ");
        complaint.ShouldContain(words);
        (await said).ShouldNotContain("   at ");
    }
}
