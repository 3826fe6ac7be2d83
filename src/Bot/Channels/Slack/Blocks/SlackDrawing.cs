using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>A card as a Slack message.</summary>
/// <param name="Text">Plain text of the same content for notifications and screen readers, escaped for Slack, at most 4,000 characters.</param>
/// <param name="Blocks">At most 50 blocks, the newer kinds among them.</param>
/// <param name="Classic">The same without the newer kinds, for when Slack answers <c>invalid_blocks</c>; null when there are none in it.</param>
/// <param name="Parts">What its buttons refer to, by hash: to be kept before the message is posted.</param>
internal sealed record SlackDrawing(string Text, JsonArray Blocks, JsonArray? Classic, IReadOnlyDictionary<string, SlackPart> Parts);

/// <summary>A modal or Home tab, ready for views.open, views.update or views.publish.</summary>
/// <param name="View">The whole view.</param>
/// <param name="Parts">As of a message.</param>
internal sealed record SlackView(JsonObject View, IReadOnlyDictionary<string, SlackPart> Parts);
