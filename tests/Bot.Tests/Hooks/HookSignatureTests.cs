using System.Text;
using ChatRuns.Bot.Hooks;
using ChatRuns.Secrets;
using Microsoft.AspNetCore.Http;

namespace ChatRuns.Bot.Tests.Hooks;

/// <summary>Signatures of webhooks, by vectors that others publish and by what must not pass.</summary>
public sealed class HookSignatureTests
{
    // From the tests of the libraries of standard-webhooks: its secret, message and signature.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] s_body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
    private static readonly DateTimeOffset s_at = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Theory]
    [InlineData(Good)]
    [InlineData("v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= " + Good)]
    [InlineData("v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== " + Good)]
    public void The_published_vector_of_standard_webhooks_is_good(string signature)
    {
        var signed = Standard(Id, "1614265330", signature).ShouldNotBeNull();

        signed.IsSignedBy(SigningKey.Read(Secret)!, s_body).ShouldBeTrue();
        (signed.Id, signed.Untimely(s_at)).ShouldBe((Id, null));
    }

    [Fact]
    public void One_bit_of_body_id_time_or_key_makes_it_wrong()
    {
        var key = SigningKey.Read(Secret)!;

        Standard(Id, "1614265330", Good)!.IsSignedBy(key, [.. s_body, (byte)' ']).ShouldBeFalse();
        Standard(Id + "a", "1614265330", Good)!.IsSignedBy(key, s_body).ShouldBeFalse();
        Standard(Id, "1614265331", Good)!.IsSignedBy(key, s_body).ShouldBeFalse();
        Standard(Id, "1614265330", Good)!.IsSignedBy([.. key[..^1], (byte)(key[^1] ^ 1)], s_body).ShouldBeFalse();
        Standard(Id, "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=")!.IsSignedBy(key, s_body).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "1614265330", Good)]
    [InlineData("a.b", "1614265330", Good)]
    [InlineData("a b", "1614265330", Good)]
    [InlineData(Id, "", Good)]
    [InlineData(Id, "hello", Good)]
    [InlineData(Id, "-1614265330", Good)]
    [InlineData(Id, "1614265330.5", Good)]
    [InlineData(Id, "16142653300000000", Good)]
    [InlineData(Id, "1614265330", "")]
    [InlineData(Id, "1614265330", "v1,")]
    [InlineData(Id, "1614265330", "v1,dawfeoifkpqwoekfpqoekf")]
    [InlineData(Id, "1614265330", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(Id, "1614265330", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void Headers_that_cannot_be_are_no_signature(string id, string timestamp, string signature) => Standard(id, timestamp, signature).ShouldBeNull();

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    public void A_timestamp_may_be_off_by_five_minutes_both_ways(int seconds, bool isTimely) =>
        (Standard(Id, "1614265330", Good)!.Untimely(s_at.AddSeconds(seconds)) is null).ShouldBe(isTimely);

    // The example of GitHub's own documentation.
    [Fact]
    public void The_published_vector_of_github_is_good()
    {
        var headers = new HeaderDictionary { ["X-Hub-Signature-256"] = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", ["X-GitHub-Event"] = "push", ["X-GitHub-Delivery"] = "d1" };
        var signed = SignedRequest.From(headers).ShouldBeOfType<GitHubSignature>();

        signed.IsSignedBy(SigningKey.Read("It's a Secret to Everybody")!, "Hello, World!"u8).ShouldBeTrue();
        signed.IsSignedBy(SigningKey.Read("It's a Secret to Everybody")!, "Hello, World?"u8).ShouldBeFalse();
        (signed.Id, signed.Event).ShouldBe(("d1", "push"));
    }

    [Theory]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1g")]
    public void A_signature_of_another_form_is_none(string signature) => SignedRequest.From(new HeaderDictionary { ["X-Hub-Signature-256"] = signature }).ShouldBeNull();

    [Theory]
    [InlineData("whsec_", null)]
    [InlineData("whsec_!", null)]
    [InlineData("", null)]
    [InlineData("whsec_AQID", "010203")]
    [InlineData("AQID", "41514944")]
    public void A_secret_is_base64_after_its_prefix_and_else_its_own_bytes(string secret, string? key) =>
        (SigningKey.Read(secret) is { } read ? Convert.ToHexString(read) : null).ShouldBe(key);

    private static SignedRequest? Standard(string id, string timestamp, string signature) =>
        SignedRequest.From(new HeaderDictionary { ["webhook-id"] = id, ["webhook-timestamp"] = timestamp, ["webhook-signature"] = signature });
}
