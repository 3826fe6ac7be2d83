namespace ChatRuns.Bot.Cards.Templating;

/// <summary>The functions and operators of the subset; anything else is an error when the template is read.</summary>
internal static class Functions
{
    private delegate Value Apply(IReadOnlyList<Value> arguments);

    private static readonly Dictionary<string, (int Least, int Most, Apply Apply)> Plain = new(StringComparer.Ordinal)
    {
        ["count"] = (1, 1, Collections.Count),
        ["join"] = (2, 3, Collections.Join),
        ["first"] = (1, 1, Collections.First),
        ["last"] = (1, 1, Collections.Last),
        ["concat"] = (1, 50, Texts.Concat),
        ["substring"] = (2, 3, Texts.Substring),
        ["length"] = (1, 1, Texts.Length),
        ["toUpper"] = (1, 1, Texts.ToUpper),
        ["toLower"] = (1, 1, Texts.ToLower),
        ["trim"] = (1, 1, Texts.Trim),
        ["replace"] = (3, 3, Texts.Replace),
        ["string"] = (1, 1, Texts.String),
        ["int"] = (1, 1, Numbers.Int),
        ["float"] = (1, 1, Numbers.Float),
        ["formatNumber"] = (2, 2, Numbers.Format),
        ["formatDateTime"] = (1, 2, Texts.FormatDateTime),
        ["round"] = (1, 2, Numbers.Round),
        ["min"] = (1, 50, Numbers.Min),
        ["max"] = (1, 50, Numbers.Max),
        ["coalesce"] = (1, 50, arguments => arguments.FirstOrDefault(argument => !argument.IsNothing)),
    };

    // These see errors and missing values as false, so that a condition can ask about what may not be there.
    private static readonly Dictionary<string, (int Count, Func<IReadOnlyList<Value>, Value> Apply)> Tests = new(StringComparer.Ordinal)
    {
        ["exists"] = (1, arguments => Value.Of(!arguments[0].IsNothing)),
        ["empty"] = (1, Collections.Empty),
        ["equals"] = (2, arguments => Value.Of(Comparisons.AreEqual(arguments[0], arguments[1]))),
    };

    /// <summary>A call; throws <see cref="FormatException"/> for an unknown name or a wrong number of arguments.</summary>
    public static Evaluate Call(string name, IReadOnlyList<Evaluate> arguments)
    {
        if (Plain.TryGetValue(name, out var plain))
        {
            Check(name, arguments.Count, plain.Least, plain.Most);
            return (in scope, substitute) => Run(plain.Apply, arguments, scope, substitute);
        }

        if (Tests.TryGetValue(name, out var test))
        {
            Check(name, arguments.Count, test.Count, test.Count);
            return (in scope, _) => RunTest(test.Apply, arguments, scope);
        }

        return Logical(name, arguments);
    }

    /// <summary>A binary operator.</summary>
    public static Evaluate Operator(string sign, Evaluate left, Evaluate right)
    {
        IReadOnlyList<Evaluate> both = [left, right];
        return sign switch
        {
            "&&" => Call("and", both),
            "||" => Call("or", both),
            "==" => Call("equals", both),
            "!=" or "<>" => (in scope, _) => RunTest(values => Value.Of(!Comparisons.AreEqual(values[0], values[1])), both, scope),
            "<" or "<=" or ">" or ">=" => (in scope, _) => RunTest(values => Comparisons.Compare(sign, values[0], values[1]), both, scope),
            "&" => Call("concat", both),
            "+" => (in scope, substitute) => Run(Numbers.Add, both, scope, substitute),
            _ => (in scope, substitute) => Run(values => Numbers.Calculate(sign, values), both, scope, substitute),
        };
    }

    private static Evaluate Logical(string name, IReadOnlyList<Evaluate> arguments)
    {
        switch (name)
        {
            case "if":
                Check(name, arguments.Count, 3, 3);
                return (in scope, substitute) =>
                    arguments[0](scope, false) is { IsError: false, IsTrue: true } ? arguments[1](scope, substitute) : arguments[2](scope, substitute);
            case "not":
                Check(name, arguments.Count, 1, 1);
                return (in scope, _) => arguments[0](scope, false) is var value && Value.Of(value.IsError || !value.IsTrue) is var not ? not : default;
            case "and":
                Check(name, arguments.Count, 1, 50);
                return (in scope, _) => Value.Of(All(arguments, scope));
            case "or":
                Check(name, arguments.Count, 1, 50);
                return (in scope, _) => Any(arguments, scope);
            default:
                throw new FormatException($"I don't know the function {name}. There are {string.Join(", ", Names())}.");
        }
    }

    private static Value Run(Apply apply, IReadOnlyList<Evaluate> arguments, in Scope scope, bool substitute)
    {
        var values = new Value[arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i](scope, substitute);
            if (values[i].IsError) return values[i];
        }

        return apply(values);
    }

    private static Value RunTest(Func<IReadOnlyList<Value>, Value> apply, IReadOnlyList<Evaluate> arguments, in Scope scope)
    {
        var values = new Value[arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i](scope, false);
            if (values[i].IsError) return Value.Of(false);
        }

        return apply(values);
    }

    private static bool All(IReadOnlyList<Evaluate> arguments, in Scope scope)
    {
        foreach (var argument in arguments)
            if (argument(scope, false) is not { IsError: false, IsTrue: true }) return false;

        return true;
    }

    // The last value that was looked at when none is true: the reference returns it as it is.
    private static Value Any(IReadOnlyList<Evaluate> arguments, in Scope scope)
    {
        var last = Value.Of(false);
        foreach (var argument in arguments)
        {
            last = argument(scope, false);
            if (last is { IsError: false, IsTrue: true }) return Value.Of(true);
        }

        return last.IsError ? Value.Undefined : last;
    }

    private static void Check(string name, int count, int least, int most)
    {
        if (count < least || count > most)
            throw new FormatException($"{name}() takes {(least == most ? least : $"{least} to {most}")} arguments and was given {count}.");
    }

    private static IEnumerable<string> Names() => Plain.Keys.Concat(Tests.Keys).Concat(["if", "and", "or", "not"]).Order(StringComparer.Ordinal);
}
