namespace ChatRuns.Bot.Tests.Commands.Language;

/// <summary>It is Saturday 21 November 2026, 14:30 in Berlin.</summary>
public sealed class AlertLineTests
{
    [Theory]
    [InlineData("/alerts", "/alerts")]
    [InlineData("alerts", "/alerts")]
    [InlineData("/alerts open", "/alerts")]
    [InlineData("/alert", "/alerts")]
    [InlineData("/alert 1042", "/alert 1042")]
    [InlineData("/alert #1042 show", "/alert 1042")]
    [InlineData("/alert site-check", "/alert site-check")]
    [InlineData("/alert 1042 snooze", "/alert 1042 snooze")]
    [InlineData("/alert 1042 snooze 4h", "/alert 1042 snooze 4h")]
    [InlineData("/alert 1042 snooze for 90 minutes", "/alert 1042 snooze 1h30m")]
    [InlineData("/alert Site check mute 1h", "/alert site-check snooze 1h")]
    [InlineData("/alert 1042 snooze until tomorrow 9:00", "/alert 1042 snooze until 2026-11-22 09:00")]
    [InlineData("/alert 1042 snooze until tomorrow", "/alert 1042 snooze until 2026-11-22 09:00")]
    [InlineData("/alert 1042 snooze until 16:00", "/alert 1042 snooze until 2026-11-21 16:00")]
    [InlineData("/alert 1042 snooze until 9 am", "/alert 1042 snooze until 2026-11-22 09:00")]
    [InlineData("/alert 1042 snooze until monday 8:30", "/alert 1042 snooze until 2026-11-23 08:30")]
    [InlineData("/alert 1042 snooze until saturday", "/alert 1042 snooze until 2026-11-28 09:00")]
    [InlineData("/alert 1042 snooze until 2026-12-01 10:00", "/alert 1042 snooze until 2026-12-01 10:00")]
    [InlineData("/alert 1042 snooze off", "/alert 1042 snooze off")]
    [InlineData("/alert 1042 unsnooze", "/alert 1042 snooze off")]
    [InlineData("/alert 1042 ack", "/alert 1042 ack")]
    [InlineData("/alert 1042 acknowledge", "/alert 1042 ack")]
    [InlineData("/alert 1042 assign", "/alert 1042 assign")]
    [InlineData("/alert 1042 assign @jon doe", "/alert 1042 assign slack/T1/U2")]
    [InlineData("/alert 1042 assign to me", "/alert 1042 assign slack/T1/U1")]
    [InlineData("/alert help", "/help alerts")]
    public void A_line_means_what_its_words_say(string line, string meaning)
    {
        Lines.Meaning(line).ShouldBe(meaning);
        Lines.Meaning(meaning).ShouldBe(meaning);
    }

    [Theory]
    [InlineData("/alert 1042 snoze 4h", "I don't know `snoze`. Did you mean `snooze`? | /alert 1042 snooze 4h")]
    [InlineData("/alert 1042 snooze until 2026-11-20", "That time is over. | /alert 1042 snooze until tomorrow 9:00")]
    [InlineData("/alert 1042 snooze soon", "For how long? Write it like 4h, or until tomorrow 9:00. | /alert 1042 snooze 4h | /alert 1042 snooze until tomorrow 9:00")]
    [InlineData("/alert 1042 assign @ops", "An alert is given to one person, not to a group. | /alert 1042 assign")]
    [InlineData("/alert nobody-knows", "Which alert? Write the number of a failed run, or its agent: /alert 1042. | /alerts")]
    public void What_cannot_be_done_is_said_with_what_can(string line, string told) => Lines.Meaning(line).ShouldBe(told);
}
