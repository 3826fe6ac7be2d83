using System.Net;

namespace ChatRuns.Bot.Channels.Teams.Api;

/// <summary>
/// Makes calls of the connector: to hosts of Teams only, with the bot's token, within the limits of conversation and tenant, and once more after a pause
/// where Teams asks for it (412, 429, 502, 504). Short waits are waited for here; a longer one is the answer.
/// </summary>
internal sealed partial class TeamsCaller(
    HttpClient http, TeamsLogin login, ServiceHosts hosts, ConversationPace pace, TenantPace tenants, TimeProvider time, Func<double> dice, ILogger<TeamsCaller> log)
{
    private const int MostTries = 4;

    /// <summary>The longest that one wait lasts here.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Makes a call.</summary>
    public async Task<TeamsAnswer> CallAsync(TeamsCall call, CancellationToken cancel)
    {
        if (hosts.Read(call.ServiceUrl) is not { } root)
        {
            var host = Uri.TryCreate(call.ServiceUrl, UriKind.Absolute, out var address) ? address.Host : "";
            LogBarred(host);
            return new TeamsAnswer.Barred(host);
        }

        for (var tries = 1; ; tries++)
        {
            while (pace.Take(call.Kind, call.Place) is { } wait)
            {
                if (wait > LongestWait) return new TeamsAnswer.Throttled(wait);
                await Task.Delay(wait, time, cancel);
            }

            var turn = tenants.Take(call.Tenant, call.MayWait, LongestWait);
            if (turn > LongestWait) return new TeamsAnswer.Throttled(turn);
            if (turn > TimeSpan.Zero) await Task.Delay(turn, time, cancel);
            var tried = await TryAsync(call, root, cancel);
            if (tried is { Answer: TeamsAnswer.Throttled, Hint: { } asked }) pace.Hold(call.Kind, call.Place, asked);
            if (!tried.MayRetry || tries == MostTries || tried.Hint > LongestWait) return tried.Answer;
            var pause = TeamsTry.Pause(tries, dice());
            await Task.Delay(tried.Hint > pause ? tried.Hint.Value : pause, time, cancel);
        }
    }

    private async Task<TeamsTry> TryAsync(TeamsCall call, Uri root, CancellationToken cancel)
    {
        AccessToken? token = null;
        // A token of Microsoft's does not go to this machine: whoever came from there without one is answered without one.
        if (!root.IsLoopback || login.IsHere)
        {
            switch (await login.GetAsync(cancel))
            {
                case LoginAnswer.Granted granted:
                    token = granted.Token;
                    break;
                case LoginAnswer.Denied denied:
                    return new(new TeamsAnswer.Refused(0, denied.Error, "the login service gives the bot no token"));
                case LoginAnswer.Failed failed:
                    return new(new TeamsAnswer.Down(failed.Why, Uncertain: false));
            }
        }

        using var request = new HttpRequestMessage(call.Method, new Uri(root, call.Path)) { Content = call.NewContent() };
        request.Headers.Authorization = token?.Header();
        return await SendAsync(request, call, token, cancel);
    }

    private async Task<TeamsTry> SendAsync(HttpRequestMessage request, TeamsCall call, AccessToken? token, CancellationToken cancel)
    {
        try
        {
            using var response = await http.SendAsync(request, cancel);
            var tried = TeamsTry.Read(response, await response.Content.ReadAsByteArrayAsync(cancel), time.GetUtcNow());
            // The next call brings a new token; this one is not tried again.
            if (response.StatusCode == HttpStatusCode.Unauthorized && token is not null) login.Forget(token);
            if (tried.Answer is not TeamsAnswer.Ok) LogNotDone(call.Method, call.Place, tried.Answer.Words(), (int)response.StatusCode, Vector(response));
            return tried;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(new TeamsAnswer.Down("no answer in time", Uncertain: true));
        }
        catch (HttpRequestException e) when (e.InnerException is PrivateAddressException)
        {
            LogBarred(request.RequestUri!.Host);
            return new(new TeamsAnswer.Barred(request.RequestUri.Host));
        }
        catch (HttpRequestException e)
        {
            // Where no connection came about, nothing was sent.
            var uncertain = e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
            return new(new TeamsAnswer.Down(e.HttpRequestError.ToString(), uncertain));
        }
    }

    private static string Vector(HttpResponseMessage response) => response.Headers.TryGetValues("MS-CV", out var values) ? string.Join(',', values) : "";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Teams did not do {Method} in {Conversation}: {Why} (HTTP {Status}, MS-CV {Vector})")]
    private partial void LogNotDone(HttpMethod method, string conversation, string why, int status, string vector);

    [LoggerMessage(Level = LogLevel.Error, Message = "Refused to call {Host}: it is no host of Teams in the cloud of Teams:Cloud, or at a private address")]
    private partial void LogBarred(string host);
}
