using System.Security.Cryptography;
using System.Text;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>What counts as a request of Slack's, as a table.</summary>
public sealed class SignatureTests
{
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&command=%2Fruns&text=failed+last+7d";
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_request_that_slack_signed_is_slacks() => Judge(Stamp(0), Sign(Stamp(0), Body)).ShouldBeNull();

    [Theory]
    [InlineData(-300)]
    [InlineData(-299)]
    [InlineData(299)]
    [InlineData(300)]
    public void Five_minutes_off_is_near_enough(int seconds) => Judge(Stamp(seconds), Sign(Stamp(seconds), Body)).ShouldBeNull();

    [Theory]
    [InlineData(-301, "Stale")]
    [InlineData(-3600, "Stale")]
    [InlineData(301, "Future")]
    [InlineData(86400, "Future")]
    public void More_than_that_is_not(int seconds, string problem) => Judge(Stamp(seconds), Sign(Stamp(seconds), Body)).ToString().ShouldBe(problem);

    [Theory]
    [InlineData(null, "Missing")]
    [InlineData("", "Missing")]
    [InlineData("v0=", "Malformed")]
    [InlineData("v1=", "Malformed")]
    [InlineData("v0=00", "Malformed")]
    [InlineData("v0=zz00000000000000000000000000000000000000000000000000000000000000", "Malformed")]
    [InlineData("v0=0000000000000000000000000000000000000000000000000000000000000000", "Wrong")]
    [InlineData("v0=00000000000000000000000000000000000000000000000000000000000000000", "Malformed")]
    public void A_signature_of_another_form_is_refused(string? signature, string problem) => Judge(Stamp(0), signature).ToString().ShouldBe(problem);

    [Theory]
    [InlineData(null, "Missing")]
    [InlineData("", "Missing")]
    [InlineData("now", "Malformed")]
    [InlineData("-1", "Malformed")]
    [InlineData("+1795262400", "Malformed")]
    [InlineData(" 1795262400", "Malformed")]
    [InlineData("1795262400.0", "Malformed")]
    [InlineData("0x6B013500", "Malformed")]
    [InlineData("99999999999999999999", "Malformed")]
    [InlineData("9999999999999", "Malformed")]
    public void A_timestamp_of_another_form_is_refused(string? timestamp, string problem) =>
        Judge(timestamp, Sign(timestamp ?? "", Body)).ToString().ShouldBe(problem);

    [Fact]
    public void Capital_letters_are_not_what_slack_sends() =>
        Judge(Stamp(0), "v0=" + Sign(Stamp(0), Body)[3..].ToUpperInvariant()).ShouldBe(SignatureProblem.Malformed);

    [Theory]
    [InlineData(Body + " ")]
    [InlineData("")]
    [InlineData("team_id=T1DC2JH3J&token=xyzz0WbapA4vBCDEFasx0q6G&command=%2Fruns&text=failed+last+7d")]
    [InlineData("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&command=%2fruns&text=failed+last+7d")]
    [InlineData("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&command=%2Fruns&text=failed%20last%207d")]
    public void A_body_that_was_changed_or_encoded_anew_is_refused(string changed) =>
        SlackSignature.Judge(Secret, Stamp(0), Sign(Stamp(0), Body), Encoding.UTF8.GetBytes(changed), s_now).ShouldBe(SignatureProblem.Wrong);

    [Fact]
    public void A_timestamp_that_was_changed_is_refused() => Judge(Stamp(1), Sign(Stamp(0), Body)).ShouldBe(SignatureProblem.Wrong);

    [Fact]
    public void Another_secret_is_refused() => Judge(Stamp(0), Sign(Stamp(0), Body, "another")).ShouldBe(SignatureProblem.Wrong);

    [Fact]
    public void A_body_that_is_no_text_is_signed_as_its_bytes()
    {
        byte[] body = [0xff, 0xfe, 0x00, 0x0d, 0x0a];
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. Encoding.ASCII.GetBytes($"v0:{Stamp(0)}:"), .. body]);

        SlackSignature.Judge(Secret, Stamp(0), "v0=" + Convert.ToHexStringLower(mac), body, s_now).ShouldBeNull();
    }

    private static SignatureProblem? Judge(string? timestamp, string? signature) =>
        SlackSignature.Judge(Secret, timestamp, signature, Encoding.UTF8.GetBytes(Body), s_now);

    private static string Stamp(int seconds) => s_now.AddSeconds(seconds).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Sign(string timestamp, string body, string secret = Secret) =>
        "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}")));
}
