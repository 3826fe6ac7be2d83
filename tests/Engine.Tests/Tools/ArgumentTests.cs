using System.Text.Json;
using ChatRuns.Tools;

namespace ChatRuns.Engine.Tests.Tools;

public sealed class ArgumentTests : IDisposable
{
    private const string Schema = """
        {
          "type": "object",
          "properties": {
            "name": { "type": "string", "title": "Name", "description": "Who.", "minLength": 1, "maxLength": 5 },
            "note": { "type": ["string", "null"], "format": "multiline" },
            "count": { "type": "integer", "minimum": 1, "maximum": 9 },
            "ratio": { "type": "number" },
            "sure": { "type": "boolean" },
            "size": { "type": "string", "enum": ["s", "m"] },
            "tags": { "type": "array", "items": { "type": "string" }, "maxItems": 2 },
            "any": {}
          },
          "required": ["name"],
          "additionalProperties": false
        }
        """;

    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("""{}""", "name", "'name' is missing.")]
    [InlineData("""{"name":7}""", "name", "'name' must be text.")]
    [InlineData("""{"name":""}""", "name", "'name' needs at least 1 characters.")]
    [InlineData("""{"name":"toolong"}""", "name", "'name' takes at most 5 characters.")]
    [InlineData("""{"name":"a","count":"3"}""", "count", "'count' must be a whole number.")]
    [InlineData("""{"name":"a","count":10}""", "count", "'count' must be at most 9.")]
    [InlineData("""{"name":"a","sure":"yes"}""", "sure", "'sure' must be true or false.")]
    [InlineData("""{"name":"a","size":"xl"}""", "size", "'size' must be one of: s, m.")]
    [InlineData("""{"name":"a","tags":["a","b","c"]}""", "tags", "'tags' takes at most 2 entries.")]
    [InlineData("""{"name":"a","other":1}""", "other", "'other' is not an argument of this tool.")]
    [InlineData("""[1]""", "", "The arguments must be an object.")]
    public async Task What_does_not_fit_is_told_by_argument_and_never_by_value(string arguments, string name, string message)
    {
        var errors = await _bench.Get<ArgumentCheck>().CheckAsync(Schema, JsonElement.Parse(arguments), CancellationToken.None);

        errors.ShouldContain(new ArgumentError(name, message));
    }

    [Theory]
    [InlineData("""{"name":"a"}""")]
    [InlineData("""{"name":"a","note":null,"count":3,"ratio":1.5,"sure":false,"size":"m","tags":[],"any":{"x":1}}""")]
    [InlineData("""{"name":"12:30"}""")]
    public async Task What_fits_has_no_errors(string arguments) =>
        (await _bench.Get<ArgumentCheck>().CheckAsync(Schema, JsonElement.Parse(arguments), CancellationToken.None)).ShouldBeEmpty();

    [Fact]
    public async Task A_date_stays_the_text_that_it_is()
    {
        const string text = """{"type":"object","properties":{"at":{"type":"string","maxLength":10}}}""";

        (await _bench.Get<ArgumentCheck>().CheckAsync(text, JsonElement.Parse("""{"at":"2024-05-01"}"""), CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"http://127.0.0.1:1/schema.json"}}}""", ToolFault.Refused)]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"/etc/passwd"}}}""", ToolFault.Refused)]
    [InlineData("no schema", ToolFault.InvalidArguments)]
    public async Task A_schema_is_never_fetched_from_elsewhere_and_a_bad_one_is_told(string schema, ToolFault fault) =>
        (await Should.ThrowAsync<ToolException>(_bench.Get<ArgumentCheck>().CheckAsync(schema, JsonElement.Parse("{}"), CancellationToken.None))).Fault.ShouldBe(fault);

    [Fact]
    public async Task Every_built_in_tool_has_a_schema_that_its_form_and_check_understand()
    {
        foreach (var tool in _bench.Get<ToolShelf>().All)
        {
            await _bench.Get<ArgumentCheck>().CheckAsync(tool.Definition.Schema, JsonElement.Parse("{}"), CancellationToken.None);
            var fields = ArgumentForm.Fields(tool.Definition.Schema, JsonElement.Parse("{}"));
            fields.ShouldNotBeEmpty();
            fields.ShouldAllBe(f => f.Title.Length > 0 && f.Description.Length > 0, tool.Definition.Name);
        }
    }

    [Fact]
    public void The_form_has_a_field_for_each_argument_and_for_what_the_schema_does_not_name()
    {
        var fields = ArgumentForm.Fields(Schema, JsonElement.Parse("""{"name":"a","count":3,"sure":true,"tags":["x"],"hidden":{"y":1}}"""));

        fields.Select(f => (f.Name, f.Kind, f.Value)).ShouldBe(
        [
            ("name", FieldKind.Text, "a"), ("note", FieldKind.Multiline, ""), ("count", FieldKind.Number, "3"), ("ratio", FieldKind.Number, ""),
            ("sure", FieldKind.Boolean, "true"), ("size", FieldKind.Choice, ""), ("tags", FieldKind.Multiline, """["x"]"""),
            ("any", FieldKind.Text, ""), ("hidden", FieldKind.Multiline, """{"y":1}"""),
        ]);
        fields[0].ShouldSatisfyAllConditions(f => f.Title.ShouldBe("Name"), f => f.Description.ShouldBe("Who."), f => f.IsRequired.ShouldBeTrue());
        fields[5].Choices.ShouldBe(["s", "m"]);
    }

    [Fact]
    public async Task Edited_texts_become_arguments_of_the_same_types()
    {
        var made = await ReadAsync("""{"name":"007","count":3,"any":12}""", new()
        {
            ["name"] = "008", ["count"] = "4", ["ratio"] = "1.50", ["sure"] = "true", ["size"] = "m", ["tags"] = """["x","y"]""", ["any"] = "13", ["note"] = "a\r\nb",
        });

        made.Errors.ShouldBeEmpty();
        made.Arguments!.Value.GetRawText().ShouldBe("""{"name":"008","note":"a\nb","count":4,"ratio":1.50,"sure":true,"size":"m","tags":["x","y"],"any":13}""");
    }

    [Fact]
    public async Task Fields_that_are_not_sent_stay_and_emptied_ones_go()
    {
        var made = await ReadAsync("""{"name":"a","count":3,"note":"x"}""", new() { ["note"] = "" });

        made.Arguments!.Value.GetRawText().ShouldBe("""{"name":"a","count":3}""");
    }

    [Theory]
    [InlineData("name", "")]
    [InlineData("count", "three")]
    [InlineData("count", "1,5")]
    [InlineData("count", "99")]
    [InlineData("ratio", "NaN")]
    [InlineData("sure", "perhaps")]
    [InlineData("size", "xl")]
    [InlineData("tags", "[")]
    [InlineData("evil", "x")]
    public async Task A_text_that_does_not_fit_is_an_error_of_its_field(string field, string text)
    {
        var made = await ReadAsync("""{"name":"a"}""", new() { [field] = text });

        made.Arguments.ShouldBeNull();
        made.Errors.ShouldContain(e => e.Argument == field);
    }

    [Fact]
    public void Shelf_and_version()
    {
        var shelf = _bench.Get<ToolShelf>();
        shelf.Unknown("file.mvoe").ShouldContain("Did you mean 'file.move'?");
        shelf.Unknown("something.else.entirely").ShouldContain("There are:");
        shelf.Find("File.Move").ShouldBeNull();

        var definition = shelf.Find("file.move")!.Definition;
        var version = ToolShelf.Version(definition);
        version.Length.ShouldBe(64);
        ToolShelf.Version(definition with { }).ShouldBe(version);
        ToolShelf.Version(definition with { Description = definition.Description + " " }).ShouldNotBe(version);
        ToolShelf.Version(definition with { IsReadOnly = true }).ShouldNotBe(version);
        ToolShelf.Version(definition with { Title = "Another title" }).ShouldBe(version);
    }

    [Fact]
    public async Task What_the_form_shows_where_nothing_is_set_sets_nothing()
    {
        var untouched = await ReadAsync("""{"name":"a"}""", new() { ["name"] = "a", ["sure"] = "false", ["count"] = "" });
        var turnedOn = await ReadAsync("""{"name":"a"}""", new() { ["sure"] = "true" });
        var turnedOff = await ReadAsync("""{"name":"a","sure":true}""", new() { ["sure"] = "false" });

        untouched.Arguments!.Value.GetRawText().ShouldBe("""{"name":"a"}""");
        turnedOn.Arguments!.Value.GetProperty("sure").GetBoolean().ShouldBeTrue();
        turnedOff.Arguments!.Value.GetProperty("sure").GetBoolean().ShouldBeFalse();
    }

    private Task<FormResult> ReadAsync(string present, Dictionary<string, string> texts) =>
        _bench.Get<ArgumentForm>().ReadAsync(Schema, JsonElement.Parse(present), texts, CancellationToken.None);
}
