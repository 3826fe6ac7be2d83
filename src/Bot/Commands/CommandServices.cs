using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Commands;

/// <summary>The registration door of the command desk.</summary>
internal static class CommandServices
{
    /// <summary>Adds the desk and what it answers with.</summary>
    public static IServiceCollection AddCommands(this IServiceCollection services) => services
        .AddSingleton(Language.KeptWords.Names)
        .AddSingleton<Vocabularies>()
        .AddSingleton<Notices>()
        .AddSingleton<SameAnswers>()
        .AddSingleton<RunsAnswer>()
        .AddSingleton<BulkAnswer>()
        .AddSingleton<RunAnswer>()
        .AddSingleton<StepChoice>()
        .AddSingleton<ThreadRuns>()
        .AddSingleton<OverrideAnswer>()
        .AddSingleton<FreezeAnswer>()
        .AddSingleton<AgentAnswers>()
        .AddSingleton<ShareAnswer>()
        .AddSingleton<ApprovalsAnswer>()
        .AddSingleton<NumbersAnswers>()
        .AddSingleton<UsageAnswer>()
        .AddSingleton<HomeAnswer>()
        .AddSingleton<HelpAnswer>()
        .AddSingleton<AccessAnswer>()
        .AddSingleton<AccessRows>()
        .AddSingleton<AlertAnswers>()
        .AddSingleton<MeAnswer>()
        .AddSingleton<LinkAnswer>()
        .AddSingleton<Decisions>()
        .AddSingleton<IHints, CommandHints>()
        .AddSingleton<IRunTitles, RunTitles>()
        .AddSingleton<IRunFiles, RunFiles>()
        .AddSingleton<IBell, JournalBell>()
        .AddSingleton<IDesk, CommandDesk>();
}
