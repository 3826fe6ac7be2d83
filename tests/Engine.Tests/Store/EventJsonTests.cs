using System.Collections;
using System.Text.Json;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Store;

public sealed class EventJsonTests
{
    public static TheoryData<Type> Kinds() => new(EventJson.Kinds());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_event_is_the_same_after_writing_and_reading(Type kind)
    {
        var happened = (JournalEvent)Make(kind, null)!;

        var written = new EventJson(null).Write(happened);
        var read = new EventJson(null).Read(written.Kind, written.Body);

        written.Kind.ShouldBe(kind.Name);
        read.ShouldBeOfType(kind);
        new EventJson(null).Write(read).Body.ShouldBe(written.Body);
        foreach (var member in kind.GetProperties().Where(p => p.SetMethod is not null && p.Name != "EqualityContract"))
            JsonSerializer.Serialize(member.GetValue(read)).ShouldBe(JsonSerializer.Serialize(member.GetValue(happened)), member.Name);
    }

    [Fact]
    public void Words_are_kept_as_words_and_what_is_null_is_left_out()
    {
        var body = new EventJson(null).Write(new StepWaiting("ask", WaitReason.Answer, null, [], "Größer?", [])).Body;

        body.ShouldBe("""{"step":"ask","reason":"Answer","actions":[],"question":"Größer?","choices":[]}""");
    }

    [Fact]
    public void A_big_answer_that_an_older_journal_has_in_its_event_is_still_read()
    {
        var body = $$$"""{"action":"1.1","outcome":"Succeeded","result":{"text":"{{{new string('x', 9000)}}}"}}""";

        var old = new EventJson(null).Read(nameof(ActionSettled), body).ShouldBeOfType<ActionSettled>();

        (old.Result!.Value.GetProperty("text").GetString()!.Length, old.Blob).ShouldBe((9000, null));
    }

    [Fact]
    public void Every_text_passes_through_the_mask()
    {
        var json = new EventJson(text => text.Replace("hunter2", "•••", StringComparison.Ordinal));
        var called = new ToolCalled(
            "scan", "http.request", Some.Json("""{"hunter2":["x hunter2",{"a":"hunter2"}],"n":1.50,"t":true,"z":null}"""), "got hunter2", null, 5);

        var written = json.Write(called);

        written.Body.ShouldNotContain("hunter2");
        var stored = (ToolCalled)written.Event;
        (stored.Result, stored.TookMs).ShouldBe(("got •••", 5));
        stored.Arguments.GetRawText().ShouldBe("""{"•••":["x •••",{"a":"•••"}],"n":1.50,"t":true,"z":null}""");
    }

    [Fact]
    public void Names_and_texts_of_maps_pass_through_the_mask()
    {
        var message = new RunMessage(TriggerKind.Webhook, "m hunter2", "aa", new Dictionary<string, string> { ["hunter2"] = "x hunter2" }, new Dictionary<string, string>(), null);
        var queued = new RunQueued { Number = 1, Agent = "a", AgentTitle = "A", Version = "v", Trigger = new(TriggerKind.Webhook, null, null, Principal.System), Variables = Some.Json("{}"), StepCount = 1, Message = message };

        var stored = (RunQueued)new EventJson(text => text.Replace("hunter2", "•••", StringComparison.Ordinal)).Write(queued).Event;

        (stored.Message!.Id, stored.Message.Attributes.ShouldHaveSingleItem()).ShouldBe(("m •••", KeyValuePair.Create("•••", "x •••")));
    }

    [Fact]
    public void A_kind_of_a_newer_version_is_refused_with_the_remedy()
    {
        Should.Throw<StoreException>(() => new EventJson(null).Read("RunTeleported", "{}")).Message.ShouldContain("newer ChatRuns");
    }

    [Fact]
    public void Hostile_text_is_stored_as_valid_text()
    {
        var written = new EventJson(null).Write(new SummarySet("a\0b \uD83D c \u202E <script> \"quoted\" \u2028 😀"));

        JsonSerializer.Deserialize<JsonElement>(written.Body).GetProperty("text").GetString().ShouldBe("a\0b \uFFFD c \u202E <script> \"quoted\" \u2028 😀");
    }

    /// <summary>A value for each member, so that a member which is not written cannot go unnoticed.</summary>
    internal static object? Make(Type type, string? name)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string)) return $"some {name}";
        if (plain == typeof(bool)) return true;
        if (plain == typeof(DateTimeOffset)) return Some.Noon.AddMilliseconds(7);
        if (plain == typeof(JsonElement)) return Some.Json("""{"a":[1,"two",null]}""");
        if (plain.IsEnum) return Enum.GetValues(plain).GetValue(1);
        if (plain.IsPrimitive) return Convert.ChangeType(7, plain, System.Globalization.CultureInfo.InvariantCulture);
        if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return List(plain.GetGenericArguments()[0]);
        if (plain == typeof(IReadOnlyDictionary<string, string>)) return new Dictionary<string, string> { ["one"] = $"some {name}", ["two"] = "" };
        if (plain == typeof(IReadOnlyDictionary<string, int>)) return new Dictionary<string, int> { ["one"] = 7, ["two"] = 0 };
        return Instance(plain);
    }

    private static object Instance(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType, p.Name))]);
        foreach (var member in type.GetProperties().Where(p => p.SetMethod is not null && constructor.GetParameters().Length == 0))
            member.SetValue(made, Make(member.PropertyType, member.Name));
        return made;
    }

    private static IList List(Type item)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        list.Add(Make(item, "one"));
        list.Add(Make(item, "two"));
        return list;
    }
}
