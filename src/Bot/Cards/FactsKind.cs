using System.Text.Json;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Cards;

/// <summary>One kind of facts: its type and its template.</summary>
/// <param name="Type">The record.</param>
/// <param name="Template">The template's name.</param>
/// <param name="BindJson">Binds a sample, written as the facts would be.</param>
internal sealed record FactsKind(Type Type, string Template, Func<CardDesk, string, BoundCard> BindJson)
{
    /// <summary>Every kind there is.</summary>
    public static IReadOnlyList<FactsKind> All { get; } =
    [
        Of<AccessFacts>(), Of<ActionsFacts>(), Of<ActivityFacts>(), Of<AgentFacts>(), Of<AgentsFacts>(), Of<ApprovalsFacts>(), Of<BannerFacts>(), Of<ChangesFacts>(), Of<FilesFacts>(), Of<HelpFacts>(), Of<HomeFacts>(), Of<LogFacts>(),
        Of<MeFacts>(), Of<MetricsFacts>(), Of<NextFacts>(), Of<NoticeFacts>(), Of<OverviewFacts>(), Of<QuestionFacts>(), Of<ReportFacts>(), Of<RunFacts>(), Of<RunFailedFacts>(),
        Of<RunFinishedFacts>(), Of<RunListFacts>(), Of<RunStepsFacts>(), Of<StartFacts>(), Of<TargetsFacts>(), Of<UsageFacts>(), Of<WhyFacts>(),
    ];

    private static FactsKind Of<TFacts>()
        where TFacts : ICardFacts =>
        new(typeof(TFacts), TFacts.Template, (desk, json) => desk.Bind(JsonSerializer.Deserialize<TFacts>(json, CardJson.Options)!));
}
