using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.StandIns;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>Socket Mode of the stand-in.</summary>
public sealed class StandInSocketTests : IAsyncLifetime
{
    private SlackStandIn _slack = null!;

    public async Task InitializeAsync() => _slack = await SlackStandIn.StartAsync(new SlackStandInOptions { Patience = TimeSpan.FromMilliseconds(300) });

    public async Task DisposeAsync() => await _slack.DisposeAsync();

    [Fact]
    public async Task The_acknowledgement_of_a_command_carries_its_answer()
    {
        using var socket = await ConnectAsync();

        var command = _slack.CommandAsync("U0MIA", "#ops", "/runs", "now");
        var envelope = await ReadAsync(socket);
        await SendAsync(socket, new JsonObject { ["envelope_id"] = envelope["envelope_id"]!.DeepClone(), ["payload"] = new JsonObject { ["text"] = "here" } });

        (await command).Ok.ShouldBeTrue();
        ((string?)envelope["type"]).ShouldBe("slash_commands");
        ((string?)envelope["payload"]!["text"]).ShouldBe("now");
        _slack.Ephemerals("U0MIA").ShouldHaveSingleItem().Text.ShouldBe("here");
    }

    [Fact]
    public async Task An_envelope_that_nobody_acknowledges_is_noticed()
    {
        using var socket = await ConnectAsync();

        var answer = await _slack.MentionAsync("U0MIA", "#ops", "hello");

        answer.Ok.ShouldBeFalse();
        _slack.MissedAcks.ShouldHaveSingleItem().ShouldContain("events_api");
    }

    [Fact]
    public async Task Envelopes_go_to_one_connection_each_in_turn()
    {
        using var one = await ConnectAsync();
        using var two = await ConnectAsync();

        _ = _slack.ShortcutAsync("U0MIA", "first");
        var first = await ReadAsync(one);
        _ = _slack.ShortcutAsync("U0MIA", "second");
        var second = await ReadAsync(two);

        new[] { first, second }.Select(e => (string?)e["payload"]!["callback_id"]).ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task A_disconnect_is_told_before_the_connection_closes()
    {
        using var socket = await ConnectAsync();

        await _slack.DisconnectAsync("refresh_requested");
        var told = await ReadAsync(socket);

        ((string?)told["type"], (string?)told["reason"]).ShouldBe(("disconnect", "refresh_requested"));
        _slack.Connections.ShouldBe(0);
        (await socket.ReceiveAsync(new byte[10], CancellationToken.None)).MessageType.ShouldBe(WebSocketMessageType.Close);
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _slack.Options.AppToken);
        using var opened = await http.PostAsync(_slack.ApiUrl + "apps.connections.open", null);
        var url = (string)JsonNode.Parse(await opened.Content.ReadAsStringAsync())!["url"]!;
        var before = _slack.Connections;
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(url), CancellationToken.None);
        ((string?)(await ReadAsync(socket))["type"]).ShouldBe("hello");
        await _slack.UntilAsync(s => s.Connections > before ? s : null);
        return socket;
    }

    private static async Task<JsonNode> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
        return JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, part.Count))!;
    }

    private static Task SendAsync(ClientWebSocket socket, JsonObject message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, CancellationToken.None);
}
