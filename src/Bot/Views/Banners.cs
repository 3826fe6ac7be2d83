using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Views;

/// <summary>Says on cards that agents are frozen (M11): above everything else, as long as it is so.</summary>
internal sealed class Banners(RunEngine engine, CardDesk cards)
{
    private const int MostTold = 3;

    /// <summary>The card of something of an agent; the same card where nothing freezes it.</summary>
    public BoundCard OnAgent(BoundCard card, string agent) => engine.FreezeOf(agent) is { } freeze ? On(card, Of(freeze, isOfOne: true)) : card;

    /// <summary>Whether something of a run can still happen: it is not over, or actions of it are open or approved.</summary>
    public static bool MayGoOn(RunDetail detail) =>
        !detail.Run.Status.IsOver() || detail.Actions.Any(action => action.Status is ActionStatus.Open or ActionStatus.Approved);

    /// <summary>A list; with what is frozen of all that the reader sees.</summary>
    public BoundCard OnList(BoundCard card, PersonalView seen)
    {
        var freezes = engine.Freezes.Where(freeze => freeze.Scope.IsEverything || seen.ListAgents().Any(agent => freeze.Scope.Covers(new(agent.Name, agent.Tags)))).ToList();
        if (freezes.Count == 0) return card;
        var told = freezes.Take(MostTold).Select(freeze => Of(freeze, isOfOne: false)).Aggregate((all, next) => all.Then(" ").Then(next));
        return On(card, freezes.Count > MostTold ? told.Then($" {Cards.Words.Count(freezes.Count - MostTold, "more freeze")}.") : told);
    }

    /// <summary>"All agents are frozen by Mia since …, until …: odd mails."</summary>
    public static Phrase Of(Freeze freeze, bool isOfOne)
    {
        var who = isOfOne ? Phrase.Of($"Frozen") : Phrase.Of($"{NameOf(freeze.Scope)} frozen");
        var words = who.Then(Phrase.Of($" by {freeze.By.Name} since {freeze.Since}"));
        if (freeze.Until is { } until) words = words.Then(Phrase.Of($", until {until}"));
        return (freeze.Reason is null ? words : words.Then(Phrase.Of($": {freeze.Reason}"))).Then(isOfOne ? ". No step begins and nothing approved is executed." : ".");
    }

    /// <summary>"All agents are", "Agents with the tag web are", "site-check is".</summary>
    public static Phrase NameOf(GrantScope scope) => scope switch
    {
        { Agent: { } agent } => Phrase.Of($"{agent} is"),
        { Tag: { } tag } => Phrase.Of($"Agents with the tag {tag} are"),
        _ => "All agents are",
    };

    private BoundCard On(BoundCard card, Phrase text) => Above(cards.Bind(new BannerFacts { Text = text }), card);

    /// <summary>One card above another, as one: what the lower one shows and whose it is stays.</summary>
    internal static BoundCard Above(BoundCard banner, BoundCard card)
    {
        var json = (JsonObject)card.Json.DeepClone();
        if (json["body"] is not JsonArray body) return card;
        body.Insert(0, ((JsonArray)banner.Json["body"]!)[0]!.DeepClone());
        return card with { Json = json, Text = $"{banner.Text}\n{card.Text}" };
    }
}
