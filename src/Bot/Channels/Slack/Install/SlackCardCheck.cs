using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Blocks;

namespace ChatRuns.Bot.Channels.Slack.Install;

/// <summary>Shows every sample card to Slack's blocks.validate, as a message, with the classic blocks only, as a modal, with its forms, and on the Home tab.</summary>
/// <remarks>Source: docs.slack.dev, the page of blocks.validate.</remarks>
internal sealed class SlackCardCheck(SlackApi api, CardDesk cards, TimeProvider time)
{
    private const int MostWaits = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>A finding for each card that Slack would refuse, or one that all are well.</summary>
    public async IAsyncEnumerable<Finding> LookAsync(string token, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (shown, bad) = (0, 0);
        foreach (var (name, argument, content) in All())
        {
            var answer = await AskAsync(token, new JsonObject { [argument] = content }, cancel);
            if (answer is SlackAnswer.Refused { Error: "invalid_blocks" or "invalid_message" or "invalid_view" })
            {
                bad++;
                yield return new(Verdict.Bad, $"Slack would refuse {name}: {answer.Words()}.", "That is a fault of ChatRuns: please report this line.");
            }
            else if (answer is not SlackAnswer.Ok)
            {
                yield return new(Verdict.Aside, $"Slack does not check cards here ({answer.Words()}); {shown} were shown to it.");
                yield break;
            }

            shown++;
        }

        if (bad == 0) yield return new(Verdict.Good, $"Slack would take all {shown} messages, modals and Home tabs of the sample cards.");
    }

    private IEnumerable<(string Name, string Argument, JsonObject Content)> All()
    {
        var forms = new HashSet<string>();
        var all = cards.BindSamples().ToList();
        foreach (var (template, sample, card) in all)
        {
            var name = $"{template}.{sample}";
            var message = BlockKit.Message(card, null);
            yield return ($"{name} as a message", "message", Message(message.Text, message.Blocks));
            if (message.Classic is { } classic) yield return ($"{name} with classic blocks", "message", Message(message.Text, classic));
            yield return ($"{name} as a modal", "view", BlockKit.View(card, "card", "").View);
            foreach (var (hash, part) in message.Parts)
                if (part is SlackPart.Form form && forms.Add(hash)) yield return ($"the form \"{form.Title}\" of {name}", "view", BlockKit.Modal(form, "form", hash).View);
        }

        foreach (var (template, sample, card) in all) yield return ($"{template}.{sample} on the Home tab", "view", BlockKit.Home([card]).View);
    }

    private static JsonObject Message(string text, JsonArray blocks) => new() { ["text"] = text, ["blocks"] = blocks };

    private async Task<SlackAnswer> AskAsync(string token, JsonObject arguments, CancellationToken cancel)
    {
        for (var waits = 0; ; waits++)
        {
            var answer = await api.CallAsync(token, "blocks.validate", arguments, cancel);
            if (answer is not SlackAnswer.Limited limited || waits == MostWaits || limited.After > LongestWait) return answer;
            await Task.Delay(limited.After, time, cancel);
        }
    }
}
