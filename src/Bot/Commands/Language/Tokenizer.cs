using System.Text;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Cuts a line into words, in one pass; quotes keep words together.</summary>
internal sealed class Tokenizer
{
    private readonly string text;
    private readonly int lastClosingApostrophe;
    private readonly List<Token> tokens = [];
    private int at;

    private Tokenizer(string text)
    {
        this.text = text;
        lastClosingApostrophe = LastClosingApostrophe();
    }

    /// <summary>Where a quote was opened that nothing closes; -1 when all are closed.</summary>
    public int OpenQuote { get; private set; } = -1;

    /// <summary>The words.</summary>
    public IReadOnlyList<Token> Tokens => tokens;

    /// <summary>Reads the whole line.</summary>
    public static Tokenizer Read(string text)
    {
        var tokenizer = new Tokenizer(text);
        while (tokenizer.at < text.Length)
            if (IsGap(text[tokenizer.at])) tokenizer.at++;
            else tokenizer.ReadToken();
        return tokenizer;
    }

    private static bool IsGap(char letter) => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '\u200B' or '\uFEFF';

    private void ReadToken()
    {
        var start = at;
        var isQuoted = Spelling.IsQuote(text[at]) || OpensApostrophe();
        var holdsQuotes = isQuoted;
        var raw = new StringBuilder();
        if (isQuoted && Spelling.IsApostrophe(text[at])) ReadInApostrophes(raw);
        while (at < text.Length && !IsGap(text[at]))
            if (Spelling.IsQuote(text[at]))
            {
                holdsQuotes = true;
                ReadQuoted(raw);
            }
            else if (raw.Length > 0 && raw[^1] is '=' or ':' && OpensApostrophe())
            {
                holdsQuotes = true;
                ReadInApostrophes(raw);
            }
            else
            {
                raw.Append(text[at++]);
            }

        tokens.Add(new(raw.ToString(), isQuoted, new(start, at - start), holdsQuotes));
    }

    private void ReadQuoted(StringBuilder raw)
    {
        var start = at++;
        while (at < text.Length && !Spelling.IsQuote(text[at]))
        {
            var escapes = text[at] == '\\' && at + 1 < text.Length && (text[at + 1] == '\\' || Spelling.IsQuote(text[at + 1]));
            if (escapes) at++;
            raw.Append(text[at++]);
        }

        if (at < text.Length) at++;
        else OpenQuote = start;
    }

    private void ReadInApostrophes(StringBuilder raw)
    {
        for (at++; !ClosesApostrophe(at); at++) raw.Append(text[at]);
        at++;
    }

    // An apostrophe quotes only where a later one ends a word: 'tis and Mia's do not open anything.
    private bool OpensApostrophe() => Spelling.IsApostrophe(text[at]) && at + 1 < lastClosingApostrophe;

    private bool ClosesApostrophe(int place) =>
        Spelling.IsApostrophe(text[place]) && (place + 1 == text.Length || IsGap(text[place + 1]) || text[place + 1] == ',');

    private int LastClosingApostrophe()
    {
        for (var place = text.Length - 1; place >= 0; place--)
            if (ClosesApostrophe(place)) return place;
        return -1;
    }
}
