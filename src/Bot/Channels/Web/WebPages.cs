using System.Text.Encodings.Web;
using ChatRuns.Bot.Access;

namespace ChatRuns.Bot.Channels.Web;

/// <summary>The whole pages: the chat, and the way in.</summary>
internal static class WebPages
{
    /// <summary>The chat page with its newest messages.</summary>
    public static IResult Chat(string messages, long change, long? first, string name) => Html(StatusCodes.Status200OK, "ChatRuns", $"""
        <body data-change="{change}" data-first="{first}">
        <a class="skip" href="#say">Skip to the message box</a>
        <header class="top">
          <h1>{Icon}ChatRuns</h1>
          <p id="state" role="status">Connecting</p>
          <button type="button" id="waits" class="quiet" hidden></button>
          <form method="post" action="/signout"><button class="quiet" title="Signed in as {Text(name)}">Sign out</button></form>
        </header>
        <div id="frame">
          <main>
            <noscript><p class="note">This page needs JavaScript to send and to receive.</p></noscript>
            <button type="button" id="earlier" class="quiet" hidden>Earlier messages</button>
            <ol id="chat" aria-label="Conversation">
            {messages}</ol>
            <div id="empty" hidden>
              <h2>Nothing has happened yet</h2>
              <p>Cards of runs arrive here by themselves. Until then:</p>
              <p><button type="button" data-line="/agents">See the agents</button> <button type="button" data-line="/help">See what you can type</button></p>
            </div>
            <p id="announce" class="unseen" aria-live="polite"></p>
            <form id="composer">
              <button type="button" id="newest" hidden>New below <span aria-hidden="true">↓</span></button>
              <p id="notice" role="alert" hidden></p>
              <ul id="offers" role="listbox" aria-label="Offers" hidden></ul>
              <label class="unseen" for="say">Message</label>
              <input id="say" type="text" maxlength="8000" placeholder="Type / to see what you can say" autocomplete="off" autocapitalize="none"
                spellcheck="false" enterkeyhint="send" aria-autocomplete="list" aria-controls="offers">
              <button class="main">Send</button>
            </form>
          </main>
          <aside aria-label="At a glance">
            <section><h2>Waiting for you <span id="waiting-total"></span></h2><ul id="waiting"></ul></section>
            <section><h2>Running now <span id="running-total"></span></h2><ul id="running"></ul></section>
          </aside>
        </div>
        </body>
        """, "app.js");

    /// <summary>The page of a printed address: lets the browser in by itself, or by a press where scripts are off.</summary>
    public static IResult OpenKey(string key) => Html(StatusCodes.Status200OK, "Opening ChatRuns", $"""
        <body class="door">
        <main>
          <h1>{Icon}ChatRuns</h1>
          <form method="post" action="/signin"><input type="hidden" name="key" value="{Text(key)}"><p><button class="main">Open ChatRuns</button></p></form>
          <p>This address works once. It signs this browser in for 30 days.</p>
        </main>
        </body>
        """, "signin.js");

    /// <summary>
    /// A link in another site leads here without the cookie, because that one is for our own site only. Coming from this page the
    /// browser sends it.
    /// </summary>
    public static IResult ComeAgain() => Html(StatusCodes.Status200OK, "Opening ChatRuns", """
        <body class="door"><main><p><a href="/">Open ChatRuns</a></p></main></body>
        """, null, """<meta http-equiv="refresh" content="0;url=/">""");

    /// <summary>What somebody sees who is not signed in.</summary>
    public static IResult SignInNeeded(KeyState? key) => Html(StatusCodes.Status401Unauthorized, "Sign in to ChatRuns", $"""
        <body class="door">
        <main>
          <h1>{Icon}ChatRuns</h1>
          <h2>{(key is null ? "Sign in" : "This address does not work any more")}</h2>
          <p>{WhyNot(key)}</p>
          <p>For a fresh address, run this on the machine where ChatRuns runs, and open what it prints:</p>
          <pre><code>dotnet run --project src/Bot -- open</code></pre>
        </main>
        </body>
        """, null);

    /// <summary>A page beside the chat; the body is HTML already.</summary>
    public static IResult Plain(int status, string title, string body) => Html(status, Encode(title), $"""
        <body class="plain">
        <header class="top"><h1>{Icon}<a href="/">ChatRuns</a></h1></header>
        <main>
        {body}
        </main>
        </body>
        """, "plain.js");

    /// <summary>Text as HTML.</summary>
    public static string Encode(string text) => Text(text);

    private static string WhyNot(KeyState? key) => key switch
    {
        null => "ChatRuns knows its people by an address that works once. The start of the program prints one after “ChatRuns is ready”.",
        KeyState.Used => "It has signed a browser in already, and works once only.",
        KeyState.Expired => "Its time is over, or the program has printed a newer one since.",
        _ => "It is not one that this ChatRuns gave out. Was it copied whole?",
    };

    private const string Icon = """<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M1 2h14v9H8l-4 3v-3H1z"/><path d="m4.5 6.5 2.2 2.2 4.3-4.3"/></svg>""";

    private static IResult Html(int status, string title, string body, string? script, string more = "")
    {
        var styles = string.Join('\n', WebAssets.Styles.Select(s => $"""<link rel="stylesheet" href="{WebAssets.AddressOf(s)}">"""));
        var code = script is null ? "" : $"""<script type="module" src="{WebAssets.AddressOf(script)}"></script>""";
        var page = $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            <link rel="icon" type="image/svg+xml" href="{WebAssets.AddressOf("icon.svg")}">
            {styles}
            {code}
            {more}
            </head>
            {body}
            </html>

            """;
        return Results.Content(page, "text/html; charset=utf-8", statusCode: status);
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
