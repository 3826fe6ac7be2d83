namespace ChatRuns.Bot.Tests.Commands.Language;

public sealed class DateMistakeTests
{
    [Theory]
    [InlineData("/runs failed last 7x",
        "`last 7x`: I don't know the unit x. Try 7d, 24h or 4w.",
        "/runs failed last 7d")]
    [InlineData("/runs last 7",
        "`last 7`: 7 of what? Try 7d, 24h or 4w.",
        "/runs last 7d | /runs last 7h")]
    [InlineData("/runs last 7 dyas",
        "`last 7 dyas`: I don't know the unit dyas. Try 7d, 24h or 4w.",
        "/runs last 7 days")]
    [InlineData("/runs last",
        "`last`: last what? Try last 7d, last 24h or last week.",
        "/runs last 7d")]
    [InlineData("/runs last 0d",
        "`last 0d` is no time at all. Try last 24h or last 7d.",
        "/runs last 24h | /runs last 7d")]
    [InlineData("/runs last 999999999d",
        "`last 999999999d` goes back before 1970. Say all time.",
        "/runs all time")]
    [InlineData("/runs the twins",
        "`the twins` can be agent twin-a or agent twin-b. Which one?",
        "/runs agent twin-a | /runs agent twin-b")]
    [InlineData("/runs cause xyz",
        "I don't know the cause `xyz`. Causes are timed out, target unreachable, non-zero exit, tool failed and others: /help statuses.",
        "")]
    [InlineData("/runs by jon",
        "`jon` can be Jon Doe or Jon Snow. Which one?",
        "/runs by <@U2> | /runs by <@U3>")]
    [InlineData("/runs less than 5m",
        "`less than 5m`: I can list what took longer than a time, not shorter.",
        "/runs more than 5m")]
    [InlineData("/runs since 25:00",
        "`25:00`: there is no such time. Times go from 00:00 to 23:59.",
        "")]
    [InlineData("/runs since",
        "`since` needs a date. Write a date like 2026-11-01, 1 Nov, yesterday, monday or 3 days ago.",
        "/runs since yesterday")]
    [InlineData("/runs since yesteday",
        "I don't know the date `yesteday`. Did you mean `yesterday`?",
        "/runs since yesterday")]
    [InlineData("/runs from 5 Nov to 1 Nov",
        "`from 5 Nov to 1 Nov` ends before it starts.",
        "/runs from 1 Nov to 5 Nov")]
    [InlineData("/runs 01/11/2026",
        "`01/11/2026` can be 1 November 2026 or 11 January 2026. Which one?",
        "/runs 2026-11-01 | /runs 2026-01-11")]
    [InlineData("/runs since 01/11/2026 failed",
        "`01/11/2026` can be 1 November 2026 or 11 January 2026. Which one?",
        "/runs since 2026-11-01 failed | /runs since 2026-01-11 failed")]
    [InlineData("/runs 31 nov",
        "`31 nov`: November has 30 days.",
        "/runs 30 nov")]
    [InlineData("/runs 2026-02-29",
        "`2026-02-29`: February 2026 has 28 days.",
        "/runs 2026-02-28")]
    [InlineData("/runs 2026-13-01",
        "`2026-13-01`: there is no month 13.",
        "")]
    [InlineData("/runs 2027-01-01",
        "`2027-01-01` is in the future, and there are no runs yet. /next shows what is planned.",
        "/next")]
    [InlineData("/runs tomorrow",
        "`tomorrow` is in the future, and there are no runs yet. /next shows what is planned.",
        "/next")]
    [InlineData("/runs next week",
        "`next week` is in the future, and there are no runs yet. /next shows what is planned.",
        "/next")]
    [InlineData("/runs from tomorrow to friday",
        "`from tomorrow` is in the future, and there are no runs yet. /next shows what is planned.",
        "/next")]
    [InlineData("/runs today last 7d",
        "I take one range of time at a time, and `today` and `last 7d` are two.",
        "/runs today | /runs last 7d")]
    [InlineData("/runs site-check sync-prices",
        "I take one agent at a time, and `site-check` and `sync-prices` are two.",
        "/runs site-check | /runs sync-prices")]
    [InlineData("/runs yesterday 14:00",
        "`yesterday 14:00` is a moment, not a range. Put since or until before it.",
        "/runs since yesterday 14:00 | /runs until yesterday 14:00")]
    [InlineData("last 7x",
        "`last 7x`: I don't know the unit x. Try 7d, 24h or 4w.",
        "/runs last 7d")]
    [InlineData("/runs from 1 nov to",
        "`to` needs a date. Write a date like 2026-11-01, 1 Nov, yesterday, monday or 3 days ago.",
        "/runs from 1 nov")]
    [InlineData("/runs since 99/99/2026",
        "`99/99/2026`: there is no month 99.",
        "")]
    [InlineData("/runs 31 november failed",
        "`31 november`: November has 30 days.",
        "/runs 30 nov failed")]
    [InlineData("/runs timd out",
        "I don't know `timd out`. Did you mean `timed out`?",
        "/runs timed out")]
    [InlineData("/runs failed lasst week",
        "I don't know `lasst week`. Did you mean `last week` or `last`?",
        "/runs failed last week")]
    [InlineData("/runs 1 nov to 3 nov 5 nov",
        "I take one range of time at a time, and `1 nov to 3 nov` and `5 nov` are two.",
        "/runs 1 nov to 3 nov | /runs 5 nov")]
    [InlineData("/runs from 1 to 5",
        "I don't know the date `1`. Write a date like 2026-11-01, 1 Nov, yesterday, monday or 3 days ago.",
        "")]
    [InlineData("/runs since 01-11-2026",
        "`01-11-2026` can be 1 November 2026 or 11 January 2026. Which one?",
        "/runs since 2026-11-01 | /runs since 2026-01-11")]
    [InlineData("/runs 29.2.2025",
        "`29.2.2025`: February 2025 has 28 days.",
        "/runs 2025-02-28")]
    [InlineData("/runs 1850-01-01",
        "`1850-01-01`: I read years from 1970 to 2200.",
        "/runs all time")]
    [InlineData("/runs 00:00",
        "`00:00` is a moment, not a range. Put since or until before it.",
        "/runs since 00:00 | /runs until 00:00")]
    [InlineData("/runs last 25x",
        "`last 25x`: I don't know the unit x. Try 7d, 24h or 4w.",
        "/runs last 25d")]
    [InlineData("/runs last x",
        "`last x`: last what? Try last 7d, last 24h or last week.",
        "/runs last 7d text \"x\"")]
    [InlineData("/runs from",
        "`from` needs a date. Write a date like 2026-11-01, 1 Nov, yesterday, monday or 3 days ago.",
        "/runs since yesterday")]
    [InlineData("/runs between 1 nov",
        "`between` needs two dates. Try between 1 Nov and 5 Nov.",
        "/runs since 1 nov")]
    [InlineData("/runs from blah to today",
        "I don't know the date `blah`. Write a date like 2026-11-01, 1 Nov, yesterday, monday or 3 days ago.",
        "")]
    [InlineData("/runs until",
        "`until` needs a date. Write a date like 2026-11-01, 1 Nov, yesterday, monday or 3 days ago.",
        "/runs since yesterday")]
    [InlineData("/runs last 7 failed",
        "`last 7`: 7 of what? Try 7d, 24h or 4w.",
        "/runs last 7d failed | /runs last 7h failed")]
    [InlineData("/runs lst 7d",
        "I don't know `lst`. Did you mean `last`?",
        "/runs last 7d")]
    public void A_mistake_is_explained_with_the_corrected_line(string line, string message, string suggestions)
    {
        var problem = Lines.Problem(line);

        problem.Message.ShouldBe(message);
        string.Join(" | ", problem.Suggestions).ShouldBe(suggestions);
    }
}
