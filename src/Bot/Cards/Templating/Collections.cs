
namespace ChatRuns.Bot.Cards.Templating;

/// <summary>Functions over arrays, and those over texts that treat them as collections.</summary>
internal static class Collections
{
    public static Value Count(IReadOnlyList<Value> arguments) => arguments[0] switch
    {
        { Kind: ValueKind.Text, Text: { } text } => Value.Of(text.Length),
        { IsList: true } list => Value.Of(list.Json.GetArrayLength()),
        { Kind: ValueKind.Json } map => Value.Of(map.Json.EnumerateObject().Count()),
        _ => Value.Error("count() takes a text, a list or an object."),
    };

    public static Value Empty(IReadOnlyList<Value> arguments) => arguments[0] switch
    {
        { IsNothing: true } => Value.Of(true),
        { Kind: ValueKind.Text or ValueKind.Json } => Value.Of(Count(arguments).Number == 0),
        _ => Value.Of(false),
    };

    public static Value Join(IReadOnlyList<Value> arguments)
    {
        if (!arguments[0].IsList) return Value.Error("join() takes a list.");
        var items = arguments[0].Json.EnumerateArray().Select(item => Value.Of(item).InText() ?? "").ToList();
        var between = arguments[1].InText() ?? ",";
        if (arguments.Count == 2) return Value.Of(string.Join(between, items));
        var beforeLast = arguments[2].InText() ?? ",";
        return Value.Of(items.Count < 3 ? string.Join(beforeLast, items) : string.Join(between, items[..^1]) + beforeLast + items[^1]);
    }

    public static Value First(IReadOnlyList<Value> arguments) => At(arguments[0], static _ => 0);

    public static Value Last(IReadOnlyList<Value> arguments) => At(arguments[0], static count => count - 1);

    private static Value At(Value from, Func<int, int> place) => from switch
    {
        { Kind: ValueKind.Text, Text: { Length: > 0 } text } => Value.Of(text[place(text.Length)].ToString()),
        { IsList: true } list when list.Json.GetArrayLength() > 0 => Value.Of(list.Json[place(list.Json.GetArrayLength())]),
        _ => Value.Undefined,
    };
}
