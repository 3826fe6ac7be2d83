namespace ChatRuns.Bot.Control;

/// <summary>A setting that the person at the machine has to mend; the message names it and the remedy.</summary>
internal sealed class SettingsException(string message, Exception? cause = null) : Exception(message, cause);
