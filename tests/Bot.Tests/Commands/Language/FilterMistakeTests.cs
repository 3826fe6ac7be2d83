namespace ChatRuns.Bot.Tests.Commands.Language;

public sealed class FilterMistakeTests
{
    [Theory]
    [InlineData("/runs status xyz",
        "I don't know the status `xyz`. /help statuses lists them.",
        "")]
    [InlineData("/runs faild",
        "I don't know `faild`. Did you mean `failed`?",
        "/runs failed")]
    [InlineData("/runs faild last 7x",
        "I don't know `faild`. Did you mean `failed`?",
        "/runs failed last 7d")]
    [InlineData("/runs last weak",
        "I don't know `weak`. Did you mean `week`?",
        "/runs last week")]
    [InlineData("/runs site chekc",
        "I don't know `site chekc`. Did you mean `site-check`?",
        "/runs site-check")]
    [InlineData("/runs site",
        "I don't know `site`. Did you mean `site-check`?",
        "/runs site-check | /runs text \"site\"")]
    [InlineData("/runs sync",
        "I don't know `sync`. Did you mean `sync-prices` or `sync-stock`?",
        "/runs sync-prices | /runs sync-stock | /runs text \"sync\"")]
    [InlineData("/runs blorp",
        "I don't know `blorp`. It is no status, agent, target or time. To search for it, put text before it, and quotes around.",
        "/runs text \"blorp\"")]
    [InlineData("/runs disk full failed",
        "I don't know `disk`. Did you mean `tidy-downloads`?",
        """/runs tidy-downloads text "full" failed | /runs text "disk full" failed""")]
    [InlineData("/runs target mars",
        "I don't know the target `mars`. I know staging, eu-prod, us-prod.",
        "")]
    [InlineData("/runs step fecth",
        """I don't know the step `fecth`. Did you mean `fetch` or `"fecth"`?""",
        "/runs step fetch | /runs step \"fecth\"")]
    [InlineData("/runs owner bob",
        "I don't know the owner `bob`. I know Ops Team, mia.",
        "")]
    [InlineData("/runs tag wbe",
        "I don't know the tag `wbe`. Did you mean `web`?",
        "/runs tag web")]
    [InlineData("/runs by bob",
        "I don't know the person `bob`. Only people who have used ChatRuns have started runs.",
        "")]
    [InlineData("/runs actions foo",
        "I don't know the state of actions `foo`. Actions are open, failed, expired or unknown.",
        "")]
    [InlineData("/runs actions",
        "`actions` needs a word after it. Try actions open.",
        "/runs actions open")]
    [InlineData("/runs more than",
        "`more than` needs a length. Try more than 5m.",
        "/runs more than 5m")]
    [InlineData("/runs per 500",
        "`per 500`: a page holds 1 to 100 runs.",
        "/runs per 100")]
    [InlineData("/runs per 0",
        "`per 0`: a page holds 1 to 100 runs.",
        "/runs per 20")]
    [InlineData("/runs page 0",
        "`page 0`: pages are counted from 1.",
        "/runs page 1")]
    [InlineData("/runs page x",
        "`page x` needs a number. Try page 2.",
        "/runs page 2")]
    [InlineData("/runs not failed not completed not canceled not unfinished",
        "That leaves no status at all.",
        "/runs not failed not completed not canceled")]
    [InlineData("/runs failed 1042",
        """I don't know what `1042` is here. A run alone is /run 1042; to search, write text "1042".""",
        "/run 1042 | /runs failed text \"1042\"")]
    [InlineData("/runs \"",
        """`"`: this quote is not closed.""",
        "/runs")]
    [InlineData("""/runs "abc""",
        """`"abc`: this quote is not closed.""",
        "/runs \"abc\"")]
    [InlineData("/runs \"\"",
        "There is nothing between these quotes.",
        "/runs")]
    [InlineData("/runs status",
        "`status` needs a word after it. Try status failed.",
        "/runs status failed")]
    [InlineData("/runs agent",
        "`agent` needs a word after it. Try agent site-check.",
        "/runs agent site-check")]
    [InlineData("/runs agent foo",
        "I don't know the agent `foo`. I know site-check, tidy-downloads, week-review, sync-prices, sync-stock.",
        "")]
    [InlineData("/runs text",
        """`text` needs a word after it. Try text "disk full".""",
        "/runs text \"disk full\"")]
    [InlineData("/runs full failed",
        "I don't know `full`. It is no status, agent, target or time. To search for it, put text before it, and quotes around.",
        """/runs text "full" failed""")]
    [InlineData("/runs completd site chek",
        "I don't know `completd`. Did you mean `completed`?",
        "/runs completed site-check")]
    [InlineData("/runs aktive",
        "I don't know `aktive`. Did you mean `active`?",
        "/runs active")]
    [InlineData("/runs cancled",
        "I don't know `cancled`. Did you mean `canceled`?",
        "/runs canceled")]
    [InlineData("/runs sucess",
        "I don't know `sucess`. Did you mean `success`?",
        "/runs success")]
    [InlineData("/runs tag:web,prod",
        "I don't know `prod`. Did you mean `eu-prod` or `us-prod`?",
        "/runs tag web eu-prod | /runs tag web us-prod | /runs tag web text \"prod\"")]
    [InlineData("/runs failed at fetch",
        "I don't know `fetch`. Did you mean `step fetch`?",
        "/runs failed at step fetch")]
    [InlineData("/runs sceduled",
        "I don't know `sceduled`. Did you mean `scheduled`?",
        "/runs scheduled")]
    [InlineData("/runs failed at fetch today",
        "I don't know `fetch`. Did you mean `step fetch`?",
        "/runs failed at step fetch today")]
    [InlineData("/runs yestreday",
        "I don't know `yestreday`. Did you mean `yesterday`?",
        "/runs yesterday")]
    [InlineData("/runs archved",
        "I don't know `archved`. Did you mean `archived`?",
        "/runs archived")]
    [InlineData("/runs mnie",
        "I don't know `mnie`. Did you mean `mine`?",
        "/runs mine")]
    [InlineData("/runs weebhook",
        "I don't know `weebhook`. Did you mean `webhook`?",
        "/runs webhook")]
    [InlineData("/runs eu-prd",
        "I don't know `eu-prd`. Did you mean `eu-prod`?",
        "/runs eu-prod")]
    [InlineData("/runs tody failed site chcek",
        "I don't know `tody`. Did you mean `today`?",
        "/runs today failed site-check")]
    [InlineData("/runs failed page",
        "`page` needs a number. Try page 2.",
        "/runs failed page 2")]
    [InlineData("/runs stepp fetch",
        "I don't know `stepp`. Did you mean `step`?",
        "/runs step fetch")]
    [InlineData("/runs site-check help",
        "I don't know `help`. It is no status, agent, target or time. To search for it, put text before it, and quotes around.",
        "/runs site-check text \"help\"")]
    public void A_mistake_is_explained_with_the_corrected_line(string line, string message, string suggestions)
    {
        var problem = Lines.Problem(line);

        problem.Message.ShouldBe(message);
        string.Join(" | ", problem.Suggestions).ShouldBe(suggestions);
    }
}
