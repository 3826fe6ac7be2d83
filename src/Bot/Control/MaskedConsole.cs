using ChatRuns.Secrets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ChatRuns.Bot.Control;

/// <summary>Log lines on the console, one a line, known secrets masked.</summary>
internal sealed class MaskedConsole(SecretShelf secrets, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    private const string FormatterName = "chatruns";
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int StartFailed = 11;

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // A failed start is told by the program itself, in words; loops that it stopped before they began are no fault.
        if (logEntry is { Category: Host, EventId.Id: StartFailed } or { Category: Host, Exception: OperationCanceledException }) return;
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } e) text += Environment.NewLine + e;
        var source = logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..];
        textWriter.WriteLine($"{time.GetLocalNow():yyyy-MM-dd HH:mm:ss} {Level(logEntry.LogLevel)} {source}: {secrets.Mask(text)}");
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}

/// <summary>The registration door of the masked console.</summary>
internal static class MaskedConsoleLogging
{
    /// <summary>Logs to the console only, masked; quiet about the framework.</summary>
    public static void AddMaskedConsole(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(o => o.FormatterName = "chatruns").AddConsoleFormatter<MaskedConsole, ConsoleFormatterOptions>();
        // That the keys stand in the data folder as they are is said in the README; the folder is its owner's only.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
    }
}
