using System.Globalization;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>Arithmetic.</summary>
internal static class Numbers
{
    /// <summary>Adds numbers, joins texts; a number and null cannot be added.</summary>
    public static Value Add(IReadOnlyList<Value> arguments)
    {
        var (left, right) = (arguments[0], arguments[1]);
        if (left.Kind == ValueKind.Number && right.Kind == ValueKind.Number) return Value.Of(left.Number + right.Number);
        if (arguments.Any(argument => argument.Kind is not (ValueKind.Number or ValueKind.Text or ValueKind.Undefined)))
            return Value.Error("+ takes numbers and texts.");
        if (left.IsNothing && right.Kind == ValueKind.Number || right.IsNothing && left.Kind == ValueKind.Number)
            return Value.Error("A number and nothing cannot be added.");
        return Value.Of((left.InText() ?? "") + (right.InText() ?? ""));
    }

    /// <summary>- * / %: two whole numbers divide to a whole one, rounded down.</summary>
    public static Value Calculate(string sign, IReadOnlyList<Value> arguments)
    {
        var (left, right) = (arguments[0], arguments[1]);
        if (left.Kind != ValueKind.Number || right.Kind != ValueKind.Number) return Value.Error($"{sign} takes numbers.");
        if (sign is "/" or "%" && right.Number == 0) return Value.Error("Nothing can be divided by 0.");
        if (sign == "%" && !(left.IsInteger && right.IsInteger)) return Value.Error("% takes whole numbers.");
        return sign switch
        {
            "-" => Value.Of(left.Number - right.Number),
            "*" => Value.Of(left.Number * right.Number),
            "%" => Value.Of(left.Number % right.Number),
            _ when left.IsInteger && right.IsInteger => Value.Of(Math.Floor(left.Number / right.Number)),
            _ => Value.Of(left.Number / right.Number),
        };
    }

    public static Value Int(IReadOnlyList<Value> arguments) => arguments[0].Kind switch
    {
        ValueKind.Number => Value.Of(Math.Truncate(arguments[0].Number)),
        ValueKind.Text => Leading(arguments[0].Text!, withFraction: false),
        _ => Value.Undefined,
    };

    public static Value Float(IReadOnlyList<Value> arguments) => arguments[0].Kind switch
    {
        ValueKind.Number => arguments[0],
        ValueKind.Text => Leading(arguments[0].Text!, withFraction: true),
        _ => Value.Undefined,
    };

    /// <summary>With a comma per thousand and so many decimals; the minus is the typographic one, as in the reference.</summary>
    public static Value Format(IReadOnlyList<Value> arguments)
    {
        if (arguments[0].Kind != ValueKind.Number || !arguments[1].IsInteger || arguments[1].Number is < 0 or > 15)
            return Value.Error("formatNumber() takes a number and how many decimals, 0 to 15.");
        var decimals = (int)arguments[1].Number;
        var text = RoundTo(arguments[0].Number, decimals).ToString("N" + decimals, CultureInfo.InvariantCulture);
        return Value.Of(text.Replace('-', '\u2212'));
    }

    public static Value Round(IReadOnlyList<Value> arguments)
    {
        var decimals = arguments.Count > 1 ? arguments[1] : Value.Of(0);
        if (arguments[0].Kind != ValueKind.Number || !decimals.IsInteger || decimals.Number is < 0 or > 15)
            return Value.Error("round() takes a number and how many decimals, 0 to 15.");
        return Value.Of(RoundTo(arguments[0].Number, (int)decimals.Number));
    }

    public static Value Min(IReadOnlyList<Value> arguments) => Fold(arguments, double.PositiveInfinity, Math.Min);

    public static Value Max(IReadOnlyList<Value> arguments) => Fold(arguments, double.NegativeInfinity, Math.Max);

    private static Value Fold(IReadOnlyList<Value> arguments, double start, Func<double, double, double> pick)
    {
        foreach (var argument in arguments.SelectMany(Flat))
        {
            if (argument.Kind != ValueKind.Number) return Value.Error("Numbers are needed.");
            start = pick(start, argument.Number);
        }

        return Value.Of(start);
    }

    private static IEnumerable<Value> Flat(Value value) =>
        value.IsList ? value.Json.EnumerateArray().Select(item => Value.Of(item)) : [value];

    // Halves go up, as JavaScript's Math.round has it: -2.5 becomes -2.
    private static double RoundTo(double number, int decimals)
    {
        var scale = Math.Pow(10, decimals);
        return Math.Floor(number * scale + 0.5) / scale;
    }

    private static Value Leading(string text, bool withFraction)
    {
        var trimmed = text.AsSpan().TrimStart();
        var end = 0;
        var isFraction = false;
        for (; end < trimmed.Length; end++)
        {
            var c = trimmed[end];
            if (char.IsAsciiDigit(c) || end == 0 && c is '-' or '+') continue;
            if (c != '.' || !withFraction || isFraction) break;
            isFraction = true;
        }

        return double.TryParse(trimmed[..end], CultureInfo.InvariantCulture, out var number)
            ? Value.Of(number)
            : Value.Error("This is not a number.");
    }
}
