namespace ChatRuns.Bot.Tests.Commands.Language;

public sealed class AccessLineTests
{
    [Theory]
    [InlineData("/access", "/access")]
    [InlineData("/access page 2", "/access page 2")]
    [InlineData("/access @mia", "/access slack/T1/U1")]
    [InlineData("/access me", "/access slack/T1/U1")]
    [InlineData("/access @mia approver", "/access slack/T1/U1 approver")]
    [InlineData("/access mia chen as an approver for tag:web", "/access slack/T1/U1 approver tag web")]
    [InlineData("/access <@U123|mia> viewer agent:site-check", "/access slack/T1/U123 viewer agent site-check")]
    [InlineData("/access <@U123> viewer", "/access slack/T1/U123 viewer")]
    [InlineData("/access <@3c9a1f7e-52bd-4000-8000-000000000002|Jon Hale> viewer", "/access slack/T1/3c9a1f7e-52bd-4000-8000-000000000002 viewer")]
    [InlineData("/access <@U123|Mia Maria Chen> admin everywhere", "/access slack/T1/U123 admin")]
    [InlineData("access <!subteam^S123|@leads> operator disk", "/access slack/T1/@S123 operator tag disk")]
    [InlineData("/access @finance auditor", "/access slack/T1/@S9 auditor")]
    [InlineData("/access @ops operator Site check", "/access @ops operator agent site-check")]
    [InlineData("/access give teams/x/29:abc viewer", "/access \"teams/x/29:abc\" viewer")]
    [InlineData("/access remove @mia approver tag:web", "/access remove slack/T1/U1 approver tag web")]
    [InlineData("/access revoke @mia approver tag:gone", "/access remove slack/T1/U1 approver tag gone")]
    [InlineData("/access claim 7qk2-m9dt 0xwv", "/access claim 7qk2-m9dt0xwv")]
    [InlineData("/me", "/me")]
    [InlineData("me", "/me")]
    [InlineData("/me zone europe/berlin", "/me zone Europe/Berlin")]
    [InlineData("/me time zone auto", "/me zone auto")]
    [InlineData("/me quiet 22:00-07:00", "/me quiet 22:00-07:00")]
    [InlineData("/me quiet hours from 22 to 7", "/me quiet 22:00-07:00")]
    [InlineData("/me quiet 22:00 – 7:30", "/me quiet 22:00-07:30")]
    [InlineData("/me quiet off", "/me quiet off")]
    [InlineData("/me notify direct message", "/me notify dm")]
    [InlineData("/me notify off", "/me notify off")]
    [InlineData("/me stand-in <@U7|jon>", "/me stand-in slack/T1/U7")]
    [InlineData("/me stand-in jon doe until 2026-12-01", "/me stand-in slack/T1/U2 until 2026-12-01")]
    [InlineData("/me stand-in jon doe until 5 Dec", "/me stand-in slack/T1/U2 until 2026-12-05")]
    [InlineData("/me stand-in nobody", "/me stand-in none")]
    [InlineData("/me link", "/me link")]
    [InlineData("me link account", "/me link")]
    [InlineData("/me link 7QK2-M9DT-0XWV-3RBN", "/me link 7QK2M9DT0XWV3RBN")]
    [InlineData("/me link 7qk2 m9dt-0xwv 3rbn", "/me link 7qk2m9dt0xwv3rbn")]
    [InlineData("/me link 7QK2-M9DT-0XWV-3RBN confirm", "/me link 7QK2M9DT0XWV3RBN confirm")]
    [InlineData("/me unlink", "/me unlink")]
    [InlineData("/run 1042 note the disk was swapped", "/run 1042 note the disk was swapped")]
    [InlineData("/note 1042 done", "/run 1042 note done")]
    public void A_line_is_understood_and_written_back(string line, string meaning)
    {
        Lines.Meaning(line).ShouldBe(meaning);
        Lines.Parse(meaning).ShouldBe(Lines.Parse(line));
    }

    [Theory]
    [InlineData("/access @jon approver", "`@jon` can be Jon Doe (slack/T1/U2) or Jon Snow (teams/x/U3). Which one?", "/access slack/T1/U2 approver")]
    [InlineData("/access @mai approver", "I don't know `@mai`. Did you mean `Mia Chen`?", "/access slack/T1/U1 approver")]
    [InlineData("/access @mia aprover", "I don't know the role `aprover`. Did you mean `approver`?", "/access slack/T1/U1 approver")]
    [InlineData("/access @mia approver tag:wbe", "I don't know the tag `wbe`. Did you mean `tag:web`?", "/access slack/T1/U1 approver tag web")]
    [InlineData("/access @mia approver agent:sit-check", "I don't know the agent `sit-check`. Did you mean `agent:site-check`?", "/access slack/T1/U1 approver agent site-check")]
    [InlineData("/access remove @mia", "Which role? There is viewer, auditor, operator, approver and admin.", "/access slack/T1/U1")]
    [InlineData("/access remove", "Whose roles? Write a name after `remove`.", "/access")]
    [InlineData("/access page 0", "`page 0`: pages are counted from 1.", "/access")]
    [InlineData("/me zone Berlin", "I don't know the time zone `Berlin`. Did you mean `Europe/Berlin`?", "/me zone Europe/Berlin")]
    [InlineData("/me zone Europe/Berln", "I don't know the time zone `Europe/Berln`. Did you mean `Europe/Berlin`?", "/me zone Europe/Berlin")]
    [InlineData("/me quiet 25:00-07:00", "Quiet hours go from one time of the day to another, like 22:00-07:00.", "/me quiet 22:00-07:00")]
    [InlineData("/me notfy dm", "I don't know `notfy`. Did you mean `notify`?", "/me notify dm")]
    [InlineData("/me stand-in mia", "You cannot stand in for yourself.", "/me stand-in none")]
    [InlineData("/me stand-in @ops", "A stand-in is one person, not a group.", "/me stand-in none")]
    [InlineData("/me link 7QK2-M9DT", "A code looks like 7QK2-M9DT-0XWV-3RBN. I give you one when you say `/me link` in the other chat.", "/me link")]
    [InlineData("/me link confirm", "A code looks like 7QK2-M9DT-0XWV-3RBN. I give you one when you say `/me link` in the other chat.", "/me link")]
    [InlineData("/me lnik", "I don't know `lnik`. Did you mean `link`?", "/me link")]
    [InlineData("/me unlink jon", "I unlink the account that says it, and no other.", "/me unlink")]
    [InlineData("/run 1042 note", "What shall the note say? Write it after `note`.", "/run 1042 activity")]
    [InlineData("/acess @mia", "I don't know `acess`. Did you mean `/access`?", "/access slack/T1/U1")]
    public void A_mistake_is_explained_with_a_line_that_works(string line, string message, string first)
    {
        var problem = Lines.Problem(line);

        problem.Message.ShouldBe(message);
        problem.Suggestions.ShouldNotBeEmpty();
        Lines.Meaning(problem.Suggestions[0]).ShouldBe(first);
    }

    [Theory]
    [InlineData("/access claim")]
    [InlineData("/access @stranger viewer")]
    [InlineData("/access <@U1 viewer")]
    public void What_nothing_can_mend_is_explained_alone(string line) => Lines.Problem(line).Suggestions.ShouldBeEmpty();
}
