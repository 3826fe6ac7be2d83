using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Channels.Slack.Door;

/// <summary>How a connection ends.</summary>
internal enum SocketEnd
{
    /// <summary>Slack asks for a new one; this one still delivers until it is let go.</summary>
    Refresh,

    /// <summary>It broke, or was closed.</summary>
    Lost,

    /// <summary>Socket Mode was turned off.</summary>
    Disabled,
}

/// <summary>One connection: every envelope is acknowledged by its id, with a body where the envelope takes one.</summary>
internal sealed class SocketSession : IAsyncDisposable
{
    private const int MostBytes = 4 << 20;
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HelloWithin = TimeSpan.FromSeconds(10);
    private readonly ClientWebSocket _socket;
    private readonly Func<SlackDelivery, Task<string?>> _take;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<SocketEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;

    private SocketSession(ClientWebSocket socket, Func<SlackDelivery, Task<string?>> take) => (_socket, _take) = (socket, take);

    /// <summary>Ends when this connection should be replaced.</summary>
    public Task<SocketEnd> Ended => _ended.Task;

    /// <summary>Connects and waits for Slack's hello; null when that fails.</summary>
    public static async Task<SocketSession?> ConnectAsync(Uri address, Func<SlackDelivery, Task<string?>> take, TimeProvider time, CancellationToken cancel)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = Alive;
        socket.Options.KeepAliveTimeout = Alive;
        var session = new SocketSession(socket, take);
        using var timeout = new CancellationTokenSource(HelloWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            await socket.ConnectAsync(address, either.Token);
            session._reading = session.ReadAllAsync();
            await session._hello.Task.WaitAsync(either.Token);
            return session;
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or OperationCanceledException)
        {
            await session.DisposeAsync();
            cancel.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _socket.Dispose();
        _ended.TrySetResult(SocketEnd.Lost);
    }

    private async Task ReadAllAsync()
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (await ReadOneAsync(buffer) is { } message) Handle(message);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // Lost: whoever waits connects again.
        }

        _ended.TrySetResult(SocketEnd.Lost);
    }

    private async Task<JsonElement?> ReadOneAsync(byte[] buffer)
    {
        while (true)
        {
            using var message = new MemoryStream();
            WebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer, _stop.Token);
                if (part.MessageType == WebSocketMessageType.Close || message.Length > MostBytes) return null;
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);

            if (Parse(message) is { } json) return json;
        }
    }

    private static JsonElement? Parse(MemoryStream message)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(message.GetBuffer().AsSpan(0, (int)message.Length));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Handle(JsonElement message)
    {
        switch (message.Text("type"))
        {
            case "hello":
                _hello.TrySetResult();
                break;
            case "disconnect":
                _ended.TrySetResult(message.Text("reason") == "link_disabled" ? SocketEnd.Disabled : SocketEnd.Refresh);
                break;
            default:
                _ = AcknowledgeAsync(message);
                break;
        }
    }

    private async Task AcknowledgeAsync(JsonElement envelope)
    {
        if (envelope.Text("envelope_id") is not { } id) return;
        try
        {
            var body = Read(envelope) is { } delivery ? await _take(delivery) : null;
            var ack = new JsonObject { ["envelope_id"] = id };
            if (body is not null && envelope.IsTrue("accepts_response_payload")) ack["payload"] = JsonNode.Parse(body);
            await SendAsync(JsonSerializer.SerializeToUtf8Bytes(ack));
        }
        catch (Exception)
        {
            // Not acknowledged: Slack delivers it again. What went wrong was logged where it did.
        }
    }

    private async Task SendAsync(byte[] bytes)
    {
        await _sending.WaitAsync(_stop.Token);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, _stop.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private static SlackDelivery? Read(JsonElement envelope)
    {
        var payload = envelope.At("payload");
        return envelope.Text("type") switch
        {
            "slash_commands" => SlackDelivery.Of(Way.Command, payload),
            "interactive" => SlackDelivery.Of(payload.Text("type") == "block_suggestion" ? Way.Options : Way.Interaction, payload),
            "events_api" => SlackDelivery.Of(Way.Event, payload),
            _ => null,
        };
    }
}
