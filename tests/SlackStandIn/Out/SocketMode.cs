using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Api;
using ChatRuns.StandIns.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ChatRuns.StandIns.Out;

/// <summary>The web sockets of Socket Mode: hello, envelopes (each to one connection, in turn), acknowledgements, disconnect.</summary>
internal sealed class SocketMode(Workspace workspace, AppMethods apps)
{
    private readonly Lock _gate = new();
    private readonly List<Line> _lines = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _waiting = new();
    private int _turn;

    /// <summary>Open connections that still take envelopes.</summary>
    public int Connections { get { lock (_gate) return _lines.Count(l => !l.Leaving); } }

    public bool IsConnected => Connections > 0;

    public void Map(IEndpointRouteBuilder app) => app.Map("/link", (HttpContext context) => AcceptAsync(context));

    /// <summary>Hands over one envelope and waits for its acknowledgement.</summary>
    public async Task<BotAnswer> SendAsync(string kind, JsonObject payload, int attempt, string reason)
    {
        var id = Guid.NewGuid().ToString();
        var envelope = new JsonObject
        {
            ["envelope_id"] = id, ["type"] = kind, ["accepts_response_payload"] = kind != "events_api", ["payload"] = payload.DeepClone(),
        };
        if (kind == "events_api") (envelope["retry_attempt"], envelope["retry_reason"]) = (attempt, reason);
        var acknowledged = _waiting[id] = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = Stopwatch.StartNew();
        try
        {
            await Next().SendAsync(envelope);
            var body = await acknowledged.Task.WaitAsync(workspace.Options.Patience);
            return new BotAnswer(200, body, watch.Elapsed);
        }
        catch (Exception e) when (e is TimeoutException or WebSocketException or InvalidOperationException or OperationCanceledException)
        {
            return new BotAnswer(0, $"not acknowledged: {e.Message}", watch.Elapsed);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Says disconnect on all connections; after a warning they stay for a while, otherwise they close.</summary>
    public async Task DisconnectAsync(string reason)
    {
        List<Line> lines;
        lock (_gate) lines = [.. _lines];
        foreach (var line in lines)
        {
            line.Leaving = reason != "warning";
            await line.SendAsync(new JsonObject { ["type"] = "disconnect", ["reason"] = reason, ["debug_info"] = new JsonObject { ["host"] = "stand-in" } });
            if (line.Leaving) await line.CloseAsync();
        }
    }

    /// <summary>Breaks all connections without a word.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            foreach (var line in _lines) line.Abort();
        }
    }

    private Line Next()
    {
        lock (_gate)
        {
            var open = _lines.Where(l => !l.Leaving).ToList();
            return open.Count > 0 ? open[_turn++ % open.Count] : throw new InvalidOperationException("nobody is connected");
        }
    }

    private async Task AcceptAsync(HttpContext context)
    {
        bool known;
        lock (workspace.Gate) known = apps.Tickets.Remove(context.Request.Query["ticket"].ToString());
        if (!context.WebSockets.IsWebSocketRequest || !known)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var line = new Line(socket);
        await line.SendAsync(Hello());
        lock (_gate) _lines.Add(line);
        lock (workspace.Gate) workspace.Changed();
        try
        {
            await ReadAsync(socket, context.RequestAborted);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The bot went away without a word.
        }
        finally
        {
            lock (_gate) _lines.Remove(line);
            lock (workspace.Gate) workspace.Changed();
        }
    }

    private JsonObject Hello() => new()
    {
        ["type"] = "hello", ["num_connections"] = Connections + 1, ["connection_info"] = new JsonObject { ["app_id"] = workspace.Options.AppId },
        ["debug_info"] = new JsonObject { ["host"] = "stand-in", ["build_number"] = 1, ["approximate_connection_time"] = 18060 },
    };

    private async Task ReadAsync(WebSocket socket, CancellationToken cancel)
    {
        var buffer = new byte[16 * 1024];
        using var whole = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancel);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (socket.State == WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
                return;
            }
            whole.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage) continue;
            Acknowledge(Encoding.UTF8.GetString(whole.ToArray()));
            whole.SetLength(0);
        }
    }

    private void Acknowledge(string text)
    {
        try
        {
            var envelope = JsonNode.Parse(text);
            if ((string?)envelope?["envelope_id"] is { } id && _waiting.TryGetValue(id, out var waiting))
                waiting.TrySetResult(envelope["payload"]?.ToJsonString() ?? "");
            else
                Wrong($"an acknowledgement of nothing: {text}");
        }
        catch (JsonException)
        {
            Wrong($"no JSON: {text}");
        }
    }

    private void Wrong(string what)
    {
        lock (workspace.Gate) workspace.Violate("socket", what);
    }

    /// <summary>One connection.</summary>
    private sealed class Line(WebSocket socket) : IDisposable
    {
        private readonly SemaphoreSlim _turn = new(1);

        /// <summary>It was told to go.</summary>
        public bool Leaving { get; set; }

        public async Task SendAsync(JsonObject message)
        {
            await _turn.WaitAsync();
            try { await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, CancellationToken.None); }
            finally { _turn.Release(); }
        }

        public async Task CloseAsync()
        {
            try { await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None); }
            catch (WebSocketException) { socket.Abort(); }
        }

        public void Abort() => socket.Abort();

        public void Dispose() => _turn.Dispose();
    }
}
